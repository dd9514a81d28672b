package dev.csp.channels;

import dev.csp.channels.internal.NeverChannel;
import dev.csp.channels.internal.PermitChannel;
import dev.csp.channels.internal.ReceiveOnlyChannel;
import dev.csp.channels.internal.Signal;
import dev.csp.channels.internal.TimerChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * The receiving end of a channel. {@linkplain dev.csp.channels Package notes} say what is common to
 * all operations.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChannel<T> extends Iterable<T>
    permits Channel, NeverChannel, PermitChannel, ReceiveOnlyChannel, Signal, TimerChannel {
  /**
   * Receives the next value, waiting until there is one.
   *
   * <p><b>Interruption.</b> If interrupted before a value is handed over, throws, and no value was
   * taken. If the hand-over came first, returns the value and leaves the interrupt flag set.
   *
   * <p><b>Closing.</b> Values that were accepted before the close are still received; then throws.
   *
   * @return the next value; never null
   * @throws ChannelClosedException if the channel is closed and drained, with the cause that it was
   *     closed with
   * @throws InterruptedException if the calling thread is interrupted
   * @see <a href="https://go.dev/ref/spec#Receive_operator">Go: the receive operator</a>
   */
  T receive() throws InterruptedException;

  /**
   * Receives the next value or the end, waiting until there is either. Go's {@code v, ok := <-ch}.
   *
   * @return a {@link Received.Value}, or {@link Received.Closed} if the channel is closed and
   *     drained
   * @throws InterruptedException if the calling thread is interrupted; no value was taken
   */
  Received<T> receiveOrClosed() throws InterruptedException;

  /**
   * Receives the next value or the end, waiting at most the given time.
   *
   * @param timeout how long to wait; zero or negative tries once
   * @return a {@link Received.Value}; {@link Received.Closed} if the channel is closed and drained;
   *     {@link Received.Empty} if time ran out, and then no value was taken
   * @throws InterruptedException if the calling thread is interrupted; no value was taken
   * @throws NullPointerException if {@code timeout} is null
   */
  Received<T> receive(Duration timeout) throws InterruptedException;

  /**
   * Receives a value if there is one now. Never blocks, never throws for an interrupt or for a
   * closed channel.
   *
   * <p>On an unbuffered channel this succeeds only if a sender waits. {@link Received.Empty} and
   * {@link Received.Closed} were true at some instant during the call; a channel with values left
   * is never reported as closed.
   *
   * @return a value, nothing, or the end
   */
  Received<T> tryReceive();

  /**
   * Returns an iterator that receives until the channel is closed and drained, waiting where
   * necessary; so a channel works in a {@code for} loop. Each call returns a new iterator over the
   * same channel: they share the values.
   *
   * <p>{@link Iterator#hasNext()} takes a value ahead: abandoning the iterator between {@code
   * hasNext()} and {@code next()} loses that value. A {@code for} loop that is left with {@code
   * break} loses nothing and leaves the channel usable. An iterator belongs to one thread.
   *
   * <p>If the channel was closed with a cause, {@code hasNext()} throws {@link
   * ChannelClosedException} with that cause after the last value. If the thread is interrupted, it
   * throws {@link InterruptedIterationException} with the interrupt flag set.
   *
   * @return an iterator until the end
   */
  @Override
  Iterator<T> iterator();

  /**
   * Returns a sequential, ordered stream of the values that are received until the channel is
   * closed and drained. What is said of {@link #iterator()} holds here too; a short-circuiting
   * stream takes no value beyond those that it was asked for.
   *
   * @return a stream until the end
   */
  Stream<T> stream();

  /**
   * Returns the number of values that are buffered now. An unbuffered channel and a timer's channel
   * always answer 0, also while senders wait.
   *
   * @return the number of buffered values, from 0 to {@link #capacity()}
   */
  int length();

  /**
   * Returns how many values the channel can hold with nobody receiving.
   *
   * @return the capacity; 0 for an unbuffered channel, {@link Integer#MAX_VALUE} for an unlimited
   *     one
   */
  int capacity();
}
