package dev.csp.benchmarks.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one batch. Belongs to the thread that made it; a failure in one member reaches
 * that thread and stops the others, so that a broken benchmark fails and does not hang.
 */
final class Crew {
  /** What a member does. */
  interface Work {
    void run() throws InterruptedException;
  }

  private final Kit kit;
  private final Thread owner = Thread.currentThread();
  private final List<Thread> members = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Crew(Kit kit) {
    this.kit = kit;
  }

  void start(Work work) {
    members.add(
        kit.start(() -> {
          try {
            work.run();
          } catch (Throwable e) {
            failed(e);
          }
        }));
  }

  /** Waits until every member has ended. */
  void join() throws InterruptedException {
    try {
      for (Thread member : members) {
        member.join();
      }
    } catch (InterruptedException e) {
      members.forEach(Thread::interrupt);
      throwFailure();
      throw e;
    }
    throwFailure();
  }

  private void failed(Throwable e) {
    if (failure.compareAndSet(null, e)) {
      owner.interrupt();
    }
  }

  private void throwFailure() {
    Throwable cause = failure.get();
    if (cause != null) {
      // The interrupt of failed(), if no join has taken it.
      Thread.interrupted();
      throw new IllegalStateException("a member of the crew of " + kit + " failed", cause);
    }
  }
}
