package dev.csp.channels;

import dev.csp.channels.internal.SendOnlyChannel;
import java.time.Duration;

/**
 * The sending end of a channel. {@linkplain dev.csp.channels Package notes} say what is common to
 * all operations.
 *
 * <p>It is {@link AutoCloseable}, so that a producer can write {@code try (out) { … }} and its
 * receivers see the end however the block is left.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChannel<T> extends AutoCloseable permits Channel, SendOnlyChannel {
  /**
   * Sends a value, waiting until a receiver takes it or the buffer has room.
   *
   * <p><b>Blocking.</b> On an unbuffered channel, returns only once a receiver has the value.
   * Unlimited, sliding and dropping channels always have room, so there it never waits.
   *
   * <p><b>Interruption.</b> If interrupted before the hand-over, throws, and the value was not
   * sent. If the hand-over came first, returns normally and leaves the interrupt flag set.
   *
   * <p><b>Closing.</b> If the channel is closed, or becomes closed before the hand-over, throws;
   * the exception carries the value.
   *
   * @param value the value to send
   * @throws ChannelClosedException if the channel is closed, with the value, and with the cause
   *     that it was closed with
   * @throws InterruptedException if the calling thread is interrupted
   * @throws NullPointerException if {@code value} is null
   * @see <a href="https://go.dev/ref/spec#Send_statements">Go: send statements</a>
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends a value, waiting at most the given time until a receiver takes it or the buffer has room.
   *
   * @param value the value to send
   * @param timeout how long to wait; zero or negative tries once
   * @return true if the value was sent; false if time ran out, and then it was not sent
   * @throws ChannelClosedException if the channel is closed, with the value, and with the cause
   *     that it was closed with
   * @throws InterruptedException if the calling thread is interrupted
   * @throws NullPointerException if an argument is null
   */
  boolean send(T value, Duration timeout) throws InterruptedException;

  /**
   * Sends a value if that is possible at once. Never blocks, never throws for an interrupt or for a
   * closed channel.
   *
   * <p>On an unbuffered channel this succeeds only if a receiver waits. {@link Sent#FULL} and
   * {@link Sent#CLOSED} were true at some instant during the call.
   *
   * @param value the value to send
   * @return what came of it
   * @throws NullPointerException if {@code value} is null
   */
  Sent trySend(T value);

  /**
   * Closes the channel: no value will follow. Never blocks. A second close, with or without a
   * cause, does nothing (in Go it would panic).
   *
   * <p>Waiting receivers see the end at once, later ones when they have taken what is buffered.
   * Waiting senders fail.
   */
  @Override
  void close();

  /**
   * Closes the channel because something went wrong. As {@link #close()}, and receivers learn the
   * cause once they have taken what is buffered; failed sends carry it too. Only the first close
   * counts.
   *
   * @param cause what went wrong
   * @throws NullPointerException if {@code cause} is null
   */
  void close(Throwable cause);

  /**
   * Tells whether the channel has been closed. A diagnosis: the answer may be stale by the time it
   * is read, unless it is true, which it stays.
   *
   * @return whether the channel has been closed; values may still be buffered
   */
  boolean isClosed();
}
