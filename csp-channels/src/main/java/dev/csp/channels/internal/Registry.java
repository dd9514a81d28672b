package dev.csp.channels.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The live goroutines, for dumps. Each has an entry that holds what a report needs (name, id, start site) and the goroutine only
 * weakly: a goroutine that is parked for ever on channels which nobody else can reach is garbage where the virtual machine
 * does not track threads (jdk.trackAllThreads=false), and the registry must not keep it.
 *
 * Doubly linked lists, striped by id, so that starts and ends on different carriers rarely meet.
 */
final class Registry {
  /** What is known of one goroutine. */
  static final class Entry extends WeakReference<VirtualGoroutine> {
    private final long id;
    private final String name;
    private final Origin origin;

    // Guarded by the lock of the stripe.
    // The previous one of an entry that has been removed is itself.
    private @Nullable Entry previous;
    private @Nullable Entry next;

    /** Null if nobody watches for its being garbage. Written before this is added. */
    private LeakProof.@Nullable Token token;

    Entry(VirtualGoroutine goroutine, long id, String name, Origin origin) {
      super(goroutine);
      this.id = id;
      this.name = name;
      this.origin = origin;
    }

    long id() {
      return id;
    }

    String name() {
      return name;
    }

    Origin origin() {
      return origin;
    }

    void setToken(LeakProof.@Nullable Token newToken) {
      token = newToken;
    }

    LeakProof.@Nullable Token token() {
      return token;
    }
  }

  private static final class Stripe extends SpinLock {
    private @Nullable Entry first;
    private int size;

    void add(Entry entry) {
      lock();
      Entry second = first;
      entry.next = second;
      if (second != null) {
        second.previous = entry;
      }
      first = entry;
      size++;
      unlock();
    }

    /** Takes an entry out; false if it is out already. */
    boolean remove(Entry entry) {
      lock();
      if (entry.previous == entry) {
        unlock();
        return false;
      }
      Entry before = entry.previous;
      Entry after = entry.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      entry.previous = entry;
      size--;
      unlock();
      return true;
    }

    boolean hasLeft(Entry entry) {
      lock();
      boolean left = entry.previous == entry;
      unlock();
      return left;
    }

    /**
     * Copies the entries; allocates outside the lock, so the copy may lack some that came
     * meanwhile.
     */
    void copyTo(List<Entry> entries) {
      lock();
      int room = size;
      unlock();
      Entry[] copy = new Entry[room + 16];
      int count = 0;
      lock();
      for (Entry entry = first; entry != null && count < copy.length; entry = entry.next) {
        copy[count++] = entry;
      }
      unlock();
      for (int i = 0; i < count; i++) {
        entries.add(copy[i]);
      }
    }
  }

  private static final Stripe[] STRIPES = new Stripe[16];

  static {
    for (int i = 0; i < STRIPES.length; i++) {
      STRIPES[i] = new Stripe();
    }
  }

  private Registry() {}

  static void add(Entry entry) {
    stripe(entry).add(entry);
  }

  static void remove(Entry entry) {
    stripe(entry).remove(entry);
  }

  /**
   * Takes out a goroutine that is garbage, and so will not do so itself. False if it had ended. Who
   * looks for the goroutines of an owner still finds it, there if not here.
   */
  static boolean reclaim(Entry entry) {
    if (stripe(entry).hasLeft(entry)) {
      return false;
    }
    Owner owner = entry.origin.owner();
    if (owner != null) {
      owner.goroutineIsReclaimed(entry);
    }
    return stripe(entry).remove(entry);
  }

  private static Stripe stripe(Entry entry) {
    return STRIPES[(int) entry.id & (STRIPES.length - 1)];
  }

  /** All live goroutines in order of their ids. */
  static List<Entry> snapshot() {
    List<Entry> entries = new ArrayList<>();
    for (Stripe stripe : STRIPES) {
      stripe.copyTo(entries);
    }
    entries.sort((a, b) -> Long.compare(a.id, b.id));
    return entries;
  }
}
