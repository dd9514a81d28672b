package dev.csp.channels.internal;

import dev.csp.go.Goroutine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * On whose behalf goroutines were started: a tag that passes from who starts to who is started, for a check of leaks.
 *
 * A goroutine has one owner or none, for life (Origin.owner): the one that is bound to the thread that started it; else, if a
 * goroutine started it, that one's. A TimerCall passes on the owner of whoever made it. A binding belongs to one thread and is
 * not inherited by threads that others start: a pool whose workers were born in one test would tag what later tests start.
 *
 * Nobody who does not use this pays for it: while no owner is open, the kernel reads one plain field (OpenCount) at each start of a goroutine
 * and each making of a timer's call. It is written before the first binding.
 *
 * The count and the number of starts are in one word, so that whoever has read it before and after a look at the registry knows
 * whether the look was complete: a goroutine that starts another one and ends would otherwise hide both.
 */

/** On whose behalf goroutines were started, so that somebody can ask which of them live. */
public final class Owner {
  /**
   * A goroutine of an owner.
   *
   * @param situation what it does
   * @param goroutine its handle; null if it has been garbage collected while it was blocked
   */
  public record Owned(Situation situation, @Nullable Goroutine goroutine) {}

  /**
   * A look at the goroutines of an owner.
   *
   * @param alive those that were found, in order of their ids
   * @param count how many there were when the look began
   * @param complete whether these are all that were alive when the look began
   */
  public record Look(List<Owned> alive, int count, boolean complete) {}

  private static final OpenCount OPEN = new OpenCount();
  private static final ThreadLocal<Owner> BOUND = new ThreadLocal<>();
  private static final long START = 1L << 32;

  private final @Nullable Owner parent;

  /** The starts in the upper half; the live goroutines, the children's too, in the lower. */
  private final AtomicLong counts = new AtomicLong();

  /** Those of its goroutines, and its children's, that were garbage: they count as alive. */
  private final Queue<Registry.Entry> reclaimed = new ConcurrentLinkedQueue<>();

  private Owner(@Nullable Owner parent) {
    this.parent = parent;
  }

  /**
   * Makes an owner, and has the kernel tag what is started, until {@link #close}.
   *
   * @param parent who also owns whatever this one will own, or null
   * @return the owner; it is not bound yet
   */
  public static Owner open(@Nullable Owner parent) {
    OPEN.open();
    return new Owner(parent);
  }

  /** Stops the tagging, once for each owner. Its goroutines keep their tag. */
  public void close() {
    OPEN.close();
  }

  /**
   * Finds who will own what the caller starts.
   *
   * @return the owner, or null; null also while none is open
   */
  public static @Nullable Owner ofCaller() {
    return OPEN.any() ? find() : null;
  }

  private static @Nullable Owner find() {
    Owner bound = BOUND.get();
    if (bound != null) {
      return bound;
    }
    VirtualGoroutine self = VirtualGoroutine.of(Thread.currentThread());
    return self == null ? null : self.origin().owner();
  }

  /**
   * Makes this the owner of what the calling thread starts.
   *
   * @return what to give to {@link #rebind} afterwards
   */
  public @Nullable Owner bind() {
    Owner before = BOUND.get();
    BOUND.set(this);
    return before;
  }

  /**
   * Ends a binding of the calling thread.
   *
   * @param before what {@link #bind} has answered
   */
  public static void rebind(@Nullable Owner before) {
    if (before == null) {
      BOUND.remove();
    } else {
      BOUND.set(before);
    }
  }

  /** Runs something as if the one who is bound to this had. */
  void run(Runnable action) {
    Owner before = bind();
    try {
      action.run();
    } finally {
      rebind(before);
    }
  }

  void goroutineStarts() {
    for (Owner owner = this; owner != null; owner = owner.parent) {
      owner.counts.addAndGet(START + 1);
    }
  }

  void goroutineEnds() {
    for (Owner owner = this; owner != null; owner = owner.parent) {
      owner.counts.decrementAndGet();
    }
  }

  /** A goroutine is garbage and will never end; before it leaves the registry. */
  void goroutineIsReclaimed(Registry.Entry entry) {
    for (Owner owner = this; owner != null; owner = owner.parent) {
      owner.reclaimed.add(entry);
    }
  }

  private boolean owns(@Nullable Owner other) {
    for (Owner owner = other; owner != null; owner = owner.parent) {
      if (owner == this) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks for the live goroutines of this owner. Simulated ones are their simulator's matter.
   *
   * @return what was found
   */
  public Look look() {
    long before = counts.get();
    int count = (int) before;
    if (count == 0) {
      return new Look(List.of(), 0, true);
    }
    long now = TimeSource.nanoTime();
    List<Owned> alive = new ArrayList<>();
    Set<Registry.Entry> entries = new LinkedHashSet<>(Registry.snapshot());
    entries.addAll(reclaimed); // second: on its way, an entry is in both
    for (Registry.Entry entry : entries) {
      if (owns(entry.origin().owner())) {
        VirtualGoroutine goroutine = entry.get();
        alive.add(
            goroutine == null
                ? new Owned(Situation.ofCollected(entry), null)
                : new Owned(Situation.of(goroutine, now, true), goroutine));
      }
    }
    boolean noneStarted = counts.get() >> 32 == before >> 32;
    return new Look(alive, count, noneStarted && alive.size() == count);
  }
}
