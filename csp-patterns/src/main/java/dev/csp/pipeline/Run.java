package dev.csp.pipeline;

import dev.csp.channels.Undelivered;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of one description: all its goroutines, and what is left over. Every goroutine of every
 * stage is started here.
 */
@StartsForCaller
final class Run {
  private final Carrier.Captured captured;
  private final WaitGroup goroutines = new WaitGroup();
  private final ReentrantLock lock = new ReentrantLock();

  /** Failures of stages whose values nobody wanted any more. Guarded by the lock. */
  private final List<Throwable> abandoned = new ArrayList<>();

  /**
   * Makes a run that has started nothing.
   *
   * @param captured what goes along into its goroutines
   */
  Run(Carrier.Captured captured) {
    this.captured = captured;
  }

  Carrier.Captured captured() {
    return captured;
  }

  // ---- starting

  /** What is left to make: a stage, and who will receive from it. */
  private record Wanted(Pipeline<?> pipeline, StageRun<?> reader) {}

  /**
   * Makes the stages of a pipeline, from the last to the sources, and then starts them, from the
   * sources to the last. Descriptions may be very long, so nothing here is recursive.
   *
   * @param hook for the last stage, and for those before it that have none
   * @return where the values come out
   */
  <T> StageInput<T> start(Pipeline<T> pipeline, Context context, @Nullable Consumer<Object> hook) {
    if (pipeline.stage() instanceof Stage.Given<T> given) {
      return StageInput.given(given, context, null);
    }
    Stage.Made<T> made = (Stage.Made<T>) pipeline.stage();
    StageRun<T> last = new StageRun<>(made, this, hook, context);
    StageInput<T> end = StageInput.of(last, context, null);
    List<StageRun<?>> all = new ArrayList<>();
    boolean started = false;
    try {
      makeAllBefore(last, all);
      for (int i = all.size() - 1; i >= 0; i--) {
        StageRun<?> stage = all.get(i);
        goroutines.go(stage.name(), stage);
      }
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        last.stop();
        all.forEach(stage -> stage.discardOutput(false));
        awaitEnd();
      }
    }
    return end;
  }

  private void makeAllBefore(StageRun<?> last, List<StageRun<?>> all) {
    Deque<Wanted> wanted = new ArrayDeque<>();
    all.add(last);
    want(last, wanted);
    for (Wanted next = wanted.poll(); next != null; next = wanted.poll()) {
      StageRun<?> reader = next.reader();
      StageRun<?> stage = make(next.pipeline(), reader);
      if (stage != null) {
        all.add(stage);
        want(stage, wanted);
      }
    }
  }

  private static void want(StageRun<?> reader, Deque<Wanted> wanted) {
    for (Pipeline<?> input : reader.inputsWanted()) {
      wanted.add(new Wanted(input, reader));
    }
  }

  /** Makes one stage and connects it; null if it is a channel that is there already. */
  private <T> @Nullable StageRun<T> make(Pipeline<T> pipeline, StageRun<?> reader) {
    switch (pipeline.stage()) {
      case Stage.Given<T> given -> {
        reader.connect(StageInput.given(given, reader.context(), reader));
        return null;
      }
      case Stage.Made<T> made -> {
        Consumer<Object> hook = pipeline.hook() != null ? pipeline.hook() : reader.undelivered();
        StageRun<T> stage = new StageRun<>(made, this, hook, reader.context());
        reader.connect(StageInput.of(stage, reader.context(), reader));
        return stage;
      }
    }
  }

  // ---- ending

  /**
   * Waits until no goroutine of this run is left. No interrupt shortens this.
   *
   * @return whether the thread was interrupted meanwhile; the flag is cleared
   */
  boolean awaitEnd() {
    return Waits.interruptedWhile(goroutines::await);
  }

  /** Gives a value to the hook, if there is one; never throws. */
  static void giveUp(@Nullable Consumer<Object> hook, Object value) {
    if (hook != null) {
      Undelivered.report(hook, value);
    }
  }

  /**
   * Takes note of how a stage ended whose end nobody has looked at. What it threw goes nowhere,
   * except to a terminal operation that fails itself: in the sequential program the stage would
   * perhaps not have run so far. An error of the virtual machine's kind is another matter.
   */
  void abandon(Throwable end) {
    List<Throwable> failures =
        end instanceof StageException ? List.of(end) : List.of(end.getSuppressed());
    for (Throwable failure : failures) {
      if (failure.getCause() instanceof Error error) {
        reportUncaught(error);
      } else {
        lock.lock();
        try {
          abandoned.add(failure);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /** Adds to a failure what was abandoned. */
  void addAbandonedTo(Throwable failure) {
    lock.lock();
    try {
      for (Throwable other : abandoned) {
        if (other != failure) {
          failure.addSuppressed(other);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives an error to where what a hook throws goes. */
  private static void reportUncaught(Error error) {
    Undelivered.<Error>report(
        thrown -> {
          throw thrown;
        },
        error);
  }
}
