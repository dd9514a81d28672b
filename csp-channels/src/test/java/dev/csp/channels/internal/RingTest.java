package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class RingTest {
  /** Positive: add so many; negative: poll so many. */
  @Property(tries = 500)
  void behavesLikeAQueueOfBoundedSize(
      @ForAll @IntRange(min = 1, max = 5000) int capacity,
      @ForAll @Size(max = 40) List<@IntRange(min = -3000, max = 3000) Integer> steps) {
    Ring ring = new Ring(capacity);
    Deque<Integer> model = new ArrayDeque<>();
    int next = 0;
    for (int step : steps) {
      for (int i = 0; i < Math.abs(step); i++) {
        if (step < 0) {
          assertThat(ring.poll()).isEqualTo(model.poll());
        } else if (!ring.isFull()) {
          ring.add(next);
          model.add(next++);
        }
      }
      assertThat(ring.size()).isEqualTo(model.size());
      assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
      assertThat(ring.isFull()).isEqualTo(model.size() == capacity);
      assertThat(ring.capacity()).isEqualTo(capacity);
    }
    while (!model.isEmpty()) {
      assertThat(ring.poll()).isEqualTo(model.poll());
    }
    assertThat(ring.poll()).isNull();
  }

  /** Every rotation of the array at the moment of growing. */
  @Example
  void growsAroundTheWrap() {
    for (int shift = 0; shift < 16; shift++) {
      Ring ring = new Ring(100);
      for (int i = 0; i < shift; i++) {
        ring.add(-1);
        ring.poll();
      }
      for (int i = 0; i < 100; i++) {
        ring.add(i);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(ring.poll()).isEqualTo(i);
      }
    }
  }

  @Example
  void addingToAFullRingIsRefusedAndChangesNothing() {
    Ring ring = new Ring(2);
    ring.add(1);
    ring.add(2);
    assertThatThrownBy(() -> ring.add(3))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no room: 2 of 2");
    assertThat(ring.poll()).isEqualTo(1);
    assertThat(ring.poll()).isEqualTo(2);
    assertThat(ring.poll()).isNull();
  }

  @Example
  void largeArrayShrinksWhenItHasRunEmptyAndSlotsAreCleared() throws Exception {
    Ring ring = new Ring(Integer.MAX_VALUE);
    assertThat(slots(ring)).hasSize(16);
    for (int i = 0; i < 10_000; i++) {
      ring.add(i);
    }
    assertThat(slots(ring).length).isGreaterThanOrEqualTo(10_000);
    for (int i = 0; i < 9_999; i++) {
      ring.poll();
    }
    assertThat(slots(ring)).containsOnlyOnce(9_999).containsNull();
    assertThat(ring.poll()).isEqualTo(9_999);
    assertThat(slots(ring)).hasSize(16).containsOnlyNulls();
    ring.add(7);
    assertThat(ring.poll()).isEqualTo(7);
  }

  @Example
  void takesNoMoreThanItsCapacity() throws Exception {
    Ring ring = new Ring(20);
    for (int i = 0; i < 20; i++) {
      ring.add(i);
    }
    assertThat(slots(ring)).hasSize(20);
  }

  private static Object[] slots(Ring ring) throws ReflectiveOperationException {
    var field = Ring.class.getDeclaredField("slots");
    field.setAccessible(true);
    return (Object[]) field.get(ring);
  }
}
