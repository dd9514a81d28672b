package dev.csp.testkit.leak;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Owner;
import dev.csp.channels.internal.TimeSource;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The end waits for a state: nobody is alive who is not allowed to be. It looks; if the look found somebody, it waits for the end
 * of that one, and looks again. If the look was not complete (somebody started or ended meanwhile) and found nobody, it looks again
 * at once: an empty look that is complete is the only proof that there is no leak.
 *
 * When the time is over, those that the last look found are the leaks. If it found nobody and still was not complete, goroutines start and
 * end faster than one can look; after some more tries that is the report.
 */

/**
 * A part of a test: the goroutines that are started in it are to end in it. Made by {@link
 * LeakCheck#begin}; belongs to the thread that made it, but for {@link #leaks} and {@link #carry},
 * which any thread may call.
 *
 * {@snippet file="dev/csp/examples/snippets/LeakSnippets.java" region="scope"}
 */
public final class LeakScope implements AutoCloseable {
  private static final int MOST_LOOKS_IN_VAIN = 1000;

  private final LeakCheck check;
  private final String name;
  private final Owner owner;
  private final Thread thread = Thread.currentThread();
  private final @Nullable Owner before;

  /** The thread's. */
  private boolean closed;

  LeakScope(LeakCheck check, String name, @Nullable Owner parent) {
    this.check = check;
    this.name = name;
    this.owner = Owner.open(parent);
    this.before = owner.bind();
  }

  /**
   * Looks once at the goroutines of this scope that live now and are not allowed to stay. Does not
   * wait.
   *
   * @return them, in order of their ids; goroutines that start or end meanwhile may be missing
   */
  public List<Leak> leaks() {
    return forbidden(owner.look()).stream().map(owned -> new Leak(owned.situation())).toList();
  }

  /**
   * Brings a thread that is not a goroutine into this scope: the result runs a body, whose
   * goroutines then belong here.
   *
   * @param body what to run
   * @return runs it, on whichever thread calls it
   */
  public Runnable carry(Runnable body) {
    requireNonNull(body, "body");
    return () -> {
      Owner outer = owner.bind();
      try {
        body.run();
      } finally {
        Owner.rebind(outer);
      }
    };
  }

  /** What {@link #carry} does, for a body that throws. */
  <T extends @Nullable Object> T within(Body<T> body) throws Throwable {
    Owner outer = owner.bind();
    try {
      return body.run();
    } finally {
      Owner.rebind(outer);
    }
  }

  /** Something that a test framework runs. */
  @FunctionalInterface
  interface Body<T extends @Nullable Object> {
    T run() throws Throwable;
  }

  /**
   * Ends the scope. Waits until each of its goroutines has ended that is not allowed to stay, at
   * most for the time of grace. An interrupt does not shorten the wait; the flag is set again. A
   * second call does nothing.
   *
   * @throws LeakError if some are alive; they go on
   * @throws IllegalStateException if the caller is not the thread that began it, or an inner scope
   *     is still open
   */
  @Override
  public void close() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "the leak check of "
              + name
              + " must be closed by the thread that began it, "
              + thread.getName()
              + ", not by "
              + Thread.currentThread().getName());
    }
    if (closed) {
      return;
    }
    Owner bound = owner.bind();
    if (bound != owner) {
      Owner.rebind(bound);
      throw new IllegalStateException(
          "the leak check of " + name + " must be closed after those that began in it");
    }
    closed = true;
    Owner.rebind(before);
    try {
      awaitEnds();
    } finally {
      owner.close();
    }
  }

  private void awaitEnds() {
    long deadline = TimeSource.deadlineAfter(TimeSource.clampedNanos(check.grace()));
    int looksInVain = 0;
    while (true) {
      Owner.Look look = owner.look();
      List<Owner.Owned> alive = forbidden(look);
      long left = deadline - TimeSource.nanoTime();
      if (alive.isEmpty()) {
        if (look.complete()) {
          return;
        }
        if (left <= 0 && ++looksInVain >= MOST_LOOKS_IN_VAIN) {
          throw error(look.count() + " goroutines come and go too fast to be looked at", List.of());
        }
        Go.yieldNow();
      } else if (left <= 0) {
        throw error(
            alive.size() == 1 ? "1 goroutine is alive" : alive.size() + " goroutines are alive",
            alive);
      } else {
        Goroutine first = alive.getFirst().goroutine();
        if (first == null) { // it never ends
          deadline = TimeSource.nanoTime();
        } else {
          awaitEnd(first, Duration.ofNanos(left));
        }
      }
    }
  }

  private static void awaitEnd(Goroutine goroutine, Duration atMost) {
    long deadline = TimeSource.deadlineAfter(TimeSource.clampedNanos(atMost));
    boolean interrupted = false;
    try {
      while (true) {
        try {
          goroutine.join(Duration.ofNanos(deadline - TimeSource.nanoTime()));
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Owner.Owned> forbidden(Owner.Look look) {
    List<Owner.Owned> forbidden = new ArrayList<>();
    for (Owner.Owned owned : look.alive()) {
      if (!check.allows(new Leak(owned.situation()))) {
        forbidden.add(owned);
      }
    }
    return forbidden;
  }

  private LeakError error(String what, List<Owner.Owned> alive) {
    List<Leak> leaks = alive.stream().map(owned -> new Leak(owned.situation())).toList();
    String message = what + " " + check.grace().toMillis() + " ms after the end of " + name;
    return new LeakError(
        leaks.isEmpty() ? message : message + ":\n\n" + Leak.describe(leaks), leaks);
  }

  @Override
  public String toString() {
    return "LeakScope[" + name + "]";
  }
}
