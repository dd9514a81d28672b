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
    private @Nullable Entry previous;
    private @Nullable Entry next;

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

    void remove(Entry entry) {
      lock();
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
      size--;
      unlock();
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
