package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Harness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Runs heaps on a clock that the test moves; nothing else waits meanwhile. */
final class TimerHeapTest {
  private static final class Entry extends TimerHeap.Entry {
    private final List<Entry> expired;
    private final List<Entry> fired;
    long due;

    Entry(List<Entry> expired, List<Entry> fired) {
      this.expired = expired;
      this.fired = fired;
    }

    @Override
    boolean expire() {
      expired.add(this);
      return true;
    }

    @Override
    void fire() {
      synchronized (fired) {
        fired.add(this);
      }
    }
  }

  private static final class ManualTime extends TimeSource {
    final AtomicLong now = new AtomicLong(System.nanoTime());

    @Override
    long readNanos() {
      return now.get();
    }

    @Override
    Instant readInstant() {
      return Instant.EPOCH.plusNanos(now.get());
    }
  }

  private TimerHeap heap = new TimerHeap();
  private final ManualTime time = new ManualTime();
  private final long start = time.now.get();
  private final List<Entry> expired = new ArrayList<>(); // under the heap's lock
  private final List<Entry> fired = new ArrayList<>(); // under its own

  @BeforeTry
  void stopTheClock() {
    heap = new TimerHeap(); // its thread has never slept by another clock
    expired.clear();
    synchronized (fired) {
      fired.clear();
    }
    time.now.set(start);
    TimeSource.install(time);
  }

  @AfterTry
  void startTheClock() {
    TimeSource.install(null);
    assertThat(heap.size()).isZero();
  }

  /** Lets the clock jump, and has the heap look at it. */
  private void jumpTo(long now, int expected) {
    time.now.set(now);
    Entry bell = new Entry(new ArrayList<>(), new ArrayList<>());
    heap.schedule(bell, now - 1_000_000_000_000L); // earlier than anything: wakes the thread
    Harness.await(
        "the heap has fired " + expected,
        () -> {
          synchronized (fired) {
            return fired.size() >= expected && !bell.fired.isEmpty();
          }
        });
  }

  @Property(tries = 60)
  void agreesWithASortedModel(@ForAll @IntRange(min = 1, max = 300) int steps, @ForAll long seed) {
    var random = new Random(seed);
    var entries = new ArrayList<Entry>();
    Map<Entry, Integer> model = new HashMap<>();
    for (int step = 0; step < steps; step++) {
      int choice = random.nextInt(4);
      if (choice < 2 || entries.isEmpty()) {
        Entry entry = new Entry(expired, fired);
        entries.add(entry);
        assertThat(heap.schedule(entry, later(entry, random))).isFalse();
        model.put(entry, step);
      } else {
        Entry entry = entries.get(random.nextInt(entries.size()));
        if (choice == 2) {
          assertThat(heap.schedule(entry, later(entry, random)))
              .isEqualTo(model.put(entry, step) != null);
        } else {
          assertThat(heap.remove(entry)).isEqualTo(model.remove(entry) != null);
        }
      }
      assertThat(heap.size()).isEqualTo(model.size());
    }
    long half = start + 1_500;
    int early = (int) model.keySet().stream().filter(e -> e.due <= half).count();
    jumpTo(half, early);
    assertThat(heap.size()).isEqualTo(model.size() - early);
    jumpTo(start + 5_000, model.size());
    assertThat(expired).hasSameSizeAs(model.keySet()).containsAll(model.keySet());
    assertThat(expired).isSortedAccordingTo(Comparator.comparingLong(e -> e.due));
    synchronized (fired) {
      assertThat(fired).isEqualTo(expired);
    }
  }

  private long later(Entry entry, Random random) {
    entry.due = start + 1_000 + random.nextInt(1_000);
    return entry.due;
  }

  @Example
  void fiftyThousandEntriesComeAndGo() {
    int count = 50_000;
    var random = new Random(1);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < count; i++) {
      Entry entry = new Entry(expired, fired);
      heap.schedule(entry, later(entry, random));
      entries.add(entry);
    }
    assertThat(heap.size()).isEqualTo(count);
    for (int i = 0; i < count; i += 2) {
      assertThat(heap.remove(entries.get(i))).isTrue();
    }
    assertThat(heap.size()).isEqualTo(count / 2);
    jumpTo(start + 10_000, count / 2);
    assertThat(expired)
        .isSortedAccordingTo(Comparator.comparingLong(e -> e.due))
        .hasSize(count / 2);
  }

  @Example
  void entryThatWasRemovedDoesNotExpire() {
    Entry entry = new Entry(expired, fired);
    heap.schedule(entry, start + 10);
    assertThat(heap.remove(entry)).isTrue();
    assertThat(heap.remove(entry)).isFalse();
    jumpTo(start + 100, 0);
    assertThat(expired).isEmpty();
  }

  @Example
  void deadlinesBeyondTheOverflowOfTheClockKeepTheirOrder() {
    time.now.set(Long.MAX_VALUE - 500);
    for (int i = 0; i < 20; i++) {
      Entry entry = new Entry(expired, fired);
      entry.due = i;
      heap.schedule(entry, Long.MAX_VALUE - 400 + i * 50L); // wraps around
    }
    jumpTo(Long.MAX_VALUE + 2_000, 20);
    assertThat(expired).isSortedAccordingTo(Comparator.comparingLong(e -> e.due)).hasSize(20);
  }
}
