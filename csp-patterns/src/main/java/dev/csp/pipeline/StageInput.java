package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.select.Case;
import dev.csp.select.Select;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The side of a stage from which its values come; see {@link Pipeline#through}.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="through"}
 *
 * <p><b>The end.</b> When the stage before has ended, this is at its end. When the stage before has
 * failed, it is at its end too, with that failure as the cause: {@link #receive} and the iterator
 * then throw {@link ChannelClosedException}. A stage that lets this exception out ends with the
 * same failure; one that catches it goes on without.
 *
 * <p><b>Being stopped.</b> When nobody wants the values of the stage any more, all methods that
 * block throw, as those of {@link Context} do, and the thread of the stage is interrupted as well.
 *
 * <p>Any thread of the stage may use this, also several at once; an iterator belongs to one thread.
 * When not to use it: outside the stage that it was given to, or after that has ended.
 *
 * @param <T> the type of the values
 */
public final class StageInput<T> implements Iterable<T> {
  private final ReceiveChannel<T> channel;

  /** The name of the source whose channel is not the pipeline's own; else null. */
  private final @Nullable String given;

  private final Context context;

  /** The stage that receives; null if that is a terminal operation. */
  private final @Nullable StageRun<?> reader;

  /** The stage that sends; null if the channel was given. */
  private final @Nullable StageRun<T> writer;

  /**
   * The failure that this ended with, as the reader saw it; null until then, and if all is well.
   */
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Whether somebody has seen, or will see, how this ended. */
  private final AtomicBoolean endSeen = new AtomicBoolean();

  private StageInput(
      ReceiveChannel<T> channel,
      @Nullable String given,
      Context context,
      @Nullable StageRun<?> reader,
      @Nullable StageRun<T> writer) {
    this.channel = channel;
    this.given = given;
    this.context = context;
    this.reader = reader;
    this.writer = writer;
  }

  /** The end of a channel that belongs to somebody else. */
  static <T> StageInput<T> given(
      Stage.Given<T> source, Context context, @Nullable StageRun<?> reader) {
    return new StageInput<>(source.channel(), source.name(), context, reader, null);
  }

  /** The end of a stage's output. */
  static <T> StageInput<T> of(StageRun<T> writer, Context context, @Nullable StageRun<?> reader) {
    return new StageInput<>(writer.output(), null, context, reader, writer);
  }

  // ---- receiving

  /**
   * Receives the next value, waiting until there is one.
   *
   * @return the value
   * @throws ChannelClosedException at the end, with the failure of the stage before as its cause,
   *     if it failed
   * @throws CancellationException if the stage has to stop; no value was taken
   * @throws DeadlineExceededException if the stage has to stop because of a deadline; no value was
   *     taken
   * @throws InterruptedException if the thread is interrupted; no value was taken
   */
  public T receive() throws InterruptedException, DeadlineExceededException {
    T value = next();
    if (value == null) {
      throw new ChannelClosedException("receive at the end of " + this, null, null);
    }
    return value;
  }

  /**
   * Receives the next value or the end, waiting until there is either.
   *
   * @return a {@link Received.Value}, or {@link Received.Closed}, with a cause if the stage before
   *     failed
   * @throws CancellationException if the stage has to stop; no value was taken
   * @throws DeadlineExceededException if the stage has to stop because of a deadline; no value was
   *     taken
   * @throws InterruptedException if the thread is interrupted; no value was taken
   */
  public Received<T> receiveOrClosed() throws InterruptedException, DeadlineExceededException {
    return endsWithContext() ? receiveOrClosed(context) : see(context.receiveOrClosed(channel));
  }

  /**
   * Whether a plain receive is cut short when the context ends. On the thread of the stage it is
   * interrupted. Elsewhere, the stage before ends with the context at the latest, and closes its
   * output; but it may be slow, so a goroutine of the stage's own does not rely on that, and a
   * terminal operation does, because it has to wait for that stage anyhow.
   */
  private boolean endsWithContext() {
    return reader == null ? given == null : reader.isOwnThread();
  }

  /**
   * Receives the next value or the end, on a goroutine that is interrupted when a context ends.
   * That it looks at the context first is for functions that take an interrupt and go on.
   */
  Received<T> receiveOrClosed(Context member)
      throws InterruptedException, DeadlineExceededException {
    Stop.throwIfDone(member);
    return see(channel.receiveOrClosed());
  }

  /** Receives the next value; null at the end, if nothing failed. Otherwise as {@link #receive}. */
  @Nullable T next() throws InterruptedException, DeadlineExceededException {
    return switch (receiveOrClosed()) {
      case Received.Value<T>(T value) -> value;
      case Received.Empty<T>() -> throw new AssertionError("an untimed receive came back empty");
      case Received.Closed<T>(var cause) -> {
        if (cause.isPresent()) {
          throw failedWith(cause.get());
        }
        yield null;
      }
    };
  }

  /** Throws what {@link #receive} throws, if the end was seen and the stage before has failed. */
  void throwIfFailed() {
    Throwable seen = failure.get();
    if (seen != null) {
      throw failedWith(seen);
    }
  }

  private ChannelClosedException failedWith(Throwable cause) {
    return new ChannelClosedException(
        "the end of " + this + ", closed with a cause", null, requireNonNull(cause));
  }

  /**
   * Returns an iterator over the values until the end; so this works in a {@code for} loop. It
   * takes a value ahead in {@link Iterator#hasNext()}. It throws what {@link #receive} throws, made
   * unchecked: {@link InterruptedIterationException}, with the interrupt flag set, and {@link
   * CancellationException}, also for a deadline.
   *
   * @return an iterator until the end
   */
  @Override
  public Iterator<T> iterator() {
    return new Values<>(this);
  }

  /**
   * Makes a case of a select that receives a value, or finds the end. If it is chosen because the
   * stage before has failed, the select throws {@link ChannelClosedException}, like {@link
   * #receive}. Such a select should have {@code context().done()} of the output as a case, unless
   * it runs on the thread of the stage.
   *
   * @param body what follows a value
   * @param end what follows the end, if nothing failed
   * @param <R> the type of the result
   * @return the case
   */
  public <R extends @Nullable Object> Case<R> receiving(
      Select.OnValue<? super T, ? extends R> body, Select.OnEvent<? extends R> end) {
    requireNonNull(end, "end");
    return Select.<T, R>receive(
        channel,
        body,
        () -> {
          seeEnd();
          return end.get();
        });
  }

  /** The channel, for a selector. Who finds its end calls {@link #seeEnd}. */
  ReceiveChannel<T> channel() {
    return channel;
  }

  /** Throws what {@link #receive} throws if the stage before has failed. Only at the end. */
  void seeEnd() {
    see(channel.tryReceive());
    throwIfFailed();
  }

  /** Takes note of the end, if this is it; every caller gets the same failure. */
  private Received<T> see(Received<T> received) {
    if (!(received instanceof Received.Closed<T>(var cause))) {
      return received;
    }
    Throwable thrown = cause.orElse(null);
    if (thrown != null && failure.get() == null) {
      failure.compareAndSet(null, given == null ? thrown : new StageException(given, thrown));
    }
    endSeen.set(true);
    return thrown == null || given == null
        ? received
        : new Received.Closed<>(Optional.ofNullable(failure.get()));
  }

  // ---- for the run

  /** The channel, for somebody who will look at the end himself. */
  ReceiveChannel<T> giveAway() {
    endSeen.set(true);
    return writer == null ? channel : writer.output().receiveOnly();
  }

  /**
   * If a stage threw this because this input ended with a failure: that failure. Null if it is
   * something else.
   */
  @Nullable Throwable failureBehind(Throwable thrown) {
    Throwable seen = failure.get();
    return seen != null && thrown instanceof ChannelClosedException && thrown.getCause() == seen
        ? seen
        : null;
  }

  /** Nothing more will be received: ends the link. A channel that was given is left alone. */
  void discard() {
    if (writer != null) {
      writer.discardOutput(endSeen.getAndSet(true));
    }
  }

  /** The stage that sends, for tests. */
  @Nullable StageRun<T> writer() {
    return writer;
  }

  /** Shows where the values come from, not the values. */
  @Override
  public String toString() {
    return given == null ? channel.toString() : given + ": " + channel;
  }

  /** Receives until the end. */
  private static final class Values<T> implements Iterator<T> {
    private final StageInput<T> input;
    private @Nullable T ahead;
    private boolean ended;

    Values(StageInput<T> input) {
      this.input = input;
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && !ended) {
        ahead = receive();
        ended = ahead == null;
      }
      return ahead != null;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the end of " + input);
      }
      T value = requireNonNull(ahead);
      ahead = null;
      return value;
    }

    private @Nullable T receive() {
      try {
        return input.next();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIterationException("interrupted while iterating over " + input, e);
      } catch (DeadlineExceededException e) {
        CancellationException unchecked = new CancellationException(e.getMessage());
        unchecked.initCause(e);
        throw unchecked;
      }
    }
  }
}
