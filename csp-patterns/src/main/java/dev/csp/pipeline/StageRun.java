package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.Registration;
import dev.csp.go.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One stage of one run: a goroutine, the channel that it sends on, the inputs that it receives from, and a context.
 * After "Go Concurrency Patterns: Pipelines and cancellation" (the Go blog), with what a careful hand adds to each of its stages.
 *
 *        values and failures ─►                              ◄─ being stopped
 *   source ──out──► stage ──out──► stage ──out──► terminal operation, or OpenPipeline
 *
 * Down: values, then the end. The stage closes its output when its body has ended:
 *   - the body returned: closed without a cause
 *   - it threw because an input ended with a failure: closed with that same failure. So a failure is made in one place, has the
 *     name of the stage where it happened, and arrives once, behind all values that were sent before it
 *   - it threw something else: closed with a StageException
 *   - its context had ended: closed with what the context's operations throw, also if the body returned, since it may have
 *     taken the interrupt for an end; what the body threw is suppressed on that
 * A send completes before the next begins, and the close comes after all of them: what arrives is a prefix of what the sequential
 * program makes, and all of it, up to the failure.
 *
 * Up: contexts. The context of a stage is derived from that of its reader, so it ends when the reader ends, for whatever reason,
 * and the contexts of all stages before it end with it. Its end interrupts the goroutine, from then until the body has ended
 * and at no other time: after that come the close and the hook, which must not be cut short.
 *
 * A link has one end, given by the one of the two that is first (the field ended): by the writer, as above, or by the reader, who has
 * ended and discards the channel, so that what is in it goes to the hook and a writer that still sends fails. If the reader was
 * first, or has not seen the writer's end, the failure in it is nobody's: the run takes note of it.
 *
 * The end of a stage, in this order: no interrupt can come any more; the output is closed, so that its reader need not wait for
 * the rest; the context ends, which stops what is before; the inputs are discarded. Nothing of this waits for anybody.
 *
 * No goroutine is left: each is counted by the run before it starts, and ends when its body does. A body ends because its context
 * has ended: it is interrupted, its sends and receives throw, and both ends of every link that it could wait on are gone. A user's
 * function that heeds nothing is waited for.
 *
 * Every value is accounted for: it is in exactly one place. In a link: it is received, or the discard gives it to the hook. In the
 * hands of a body: it is sent, or given up there; a send that fails gives up its value.
 *
 * Races:
 *   - interrupt against the end of the body: the interrupter reads the thread and interrupts it under the lock; the end of the body
 *     takes the thread away under the lock and then clears the flag. So what an interrupter has begun is over, and no other begins
 *   - a send against the discard: the channel's own affair; the value is in the channel and goes to the hook, or the send fails
 *   - the writer's end against the reader's: a compare-and-set on one field. The close that follows may come after the discard and
 *     then does nothing
 */
/**
 * A stage that runs.
 *
 * @param <T> the type of the values that it sends
 */
final class StageRun<T> implements Task {
  private static final Object COMPLETE = new Object();
  private static final Object DISCARDED = new Object();

  private final Stage.Made<T> stage;
  private final Run run;
  private final @Nullable Consumer<Object> undelivered;
  private final CancellableContext context;
  private final Channel<T> out;

  /** As many as the description has, once the run starts; not changed after that. */
  private final List<StageInput<?>> inputs = new ArrayList<>();

  /**
   * How the output ended: {@link #COMPLETE}, {@link #DISCARDED} or a Throwable; null until then.
   */
  private final AtomicReference<@Nullable Object> ended = new AtomicReference<>();

  private final ReentrantLock lock = new ReentrantLock();

  /** The thread while the body runs. Written under the lock, by itself. */
  private volatile @Nullable Thread thread;

  /**
   * Makes a stage that has no inputs yet.
   *
   * @param parent the context of the stage or of the operation that receives from it
   */
  StageRun(Stage.Made<T> stage, Run run, @Nullable Consumer<Object> undelivered, Context parent) {
    this.stage = stage;
    this.run = run;
    this.undelivered = undelivered;
    String link = stage.name() + ".out";
    this.out =
        undelivered == null
            ? Channel.buffered(link, stage.capacity())
            : Channel.<T>onUndelivered(undelivered).named(link).buffered(stage.capacity());
    this.context = parent.withCancel();
  }

  void connect(StageInput<?> input) {
    inputs.add(input);
  }

  // ---- what it is

  String name() {
    return stage.name();
  }

  List<Pipeline<?>> inputsWanted() {
    return stage.inputs();
  }

  List<StageInput<?>> inputs() {
    return inputs;
  }

  Context context() {
    return context;
  }

  Channel<T> output() {
    return out;
  }

  @Nullable Consumer<Object> undelivered() {
    return undelivered;
  }

  void giveUp(Object value) {
    Run.giveUp(undelivered, value);
  }

  /** Whether the calling thread runs the body, and so is interrupted when the context ends. */
  boolean isOwnThread() {
    return thread == Thread.currentThread();
  }

  // ---- running

  @Override
  public void run() {
    Throwable thrown = runBody();
    try {
      closeOutput(thrown);
    } catch (Throwable t) { // no memory for a failure; the next stage must not take it for the end
      out.close(t);
    } finally {
      stop();
      inputs.forEach(StageInput::discard);
    }
  }

  private @Nullable Throwable runBody() {
    Registration interrupt = null;
    try {
      interrupt = beginBody();
      run.captured().around(() -> stage.work().run(inputs, new StageOutput<>(this))).run();
      return null;
    } catch (Throwable t) { // the next stage learns of it
      return t;
    } finally {
      endBody(interrupt);
    }
  }

  private Registration beginBody() {
    lock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    return context.onDone(this::interruptBody);
  }

  private void interruptBody() {
    lock.lock();
    try {
      Thread runs = thread;
      if (runs != null) {
        runs.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void endBody(@Nullable Registration interrupt) {
    if (interrupt != null) {
      interrupt.stop();
    }
    lock.lock();
    try {
      thread = null;
    } finally {
      lock.unlock();
    }
    Thread.interrupted(); // it was meant for the body
  }

  private void closeOutput(@Nullable Throwable thrown) {
    Throwable end = thrown == null && !context.isDone() ? null : endFor(thrown);
    boolean first = ended.compareAndSet(null, end == null ? COMPLETE : end);
    if (end == null) {
      out.close();
    } else {
      out.close(end);
      if (!first) {
        run.abandon(end);
      }
    }
  }

  private Throwable endFor(@Nullable Throwable thrown) {
    for (StageInput<?> input : inputs) {
      Throwable failure = thrown == null ? null : input.failureBehind(thrown);
      if (failure != null) {
        return failure;
      }
    }
    if (thrown != null && !context.isDone()) {
      return StageException.of(name(), thrown);
    }
    Throwable end = Stop.of(context);
    if (thrown != null && !Stop.isQuiet(thrown, context)) {
      end.addSuppressed(StageException.of(name(), thrown));
    }
    return end;
  }

  /** Ends the context of this stage and of all before it. */
  void stop() {
    context.cancel();
  }

  /**
   * Ends the output for its reader, who will receive nothing more. The context has ended.
   *
   * @param endSeen whether the reader knows how it ended, if it has
   */
  void discardOutput(boolean endSeen) {
    if (ended.compareAndSet(null, DISCARDED)) {
      out.discard(Stop.of(context));
      return;
    }
    out.discard();
    if (!endSeen && ended.get() instanceof Throwable end) {
      run.abandon(end);
    }
  }
}
