package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out buffer of at most a given number of values, whose array grows as it fills
 * and shrinks when a large one has run empty. Guarded by the lock of its port. A slot that was
 * taken is cleared.
 */
final class Ring {
  private static final int SMALL = 16;
  private static final int LARGE = 1024;

  private final int capacity;
  private @Nullable Object[] slots;
  private int head;
  private int size;

  Ring(int capacity) {
    this.capacity = capacity;
    this.slots = new @Nullable Object[Math.min(capacity, SMALL)];
  }

  int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == capacity;
  }

  /** Appends a value; there must be room. If memory runs out, throws and changes nothing. */
  void add(Object value) {
    if (size == slots.length) {
      grow();
    }
    int tail = head + size;
    if (tail >= slots.length || tail < 0) {
      tail -= slots.length;
    }
    slots[tail] = value;
    size++;
  }

  /** Takes the oldest value; null if empty. */
  @Nullable Object poll() {
    if (size == 0) {
      return null;
    }
    Object value = slots[head];
    if (size == 1 && slots.length > LARGE) {
      slots =
          new @Nullable Object[SMALL]; // first, so that running out of memory here loses nothing
      head = 0;
    } else {
      slots[head] = null;
      if (++head == slots.length) {
        head = 0;
      }
    }
    size--;
    return value;
  }

  /** Changes places with an empty ring of the same capacity, in constant time. */
  void moveTo(Ring empty) {
    @Nullable Object[] fresh = empty.slots;
    empty.slots = slots;
    empty.head = head;
    empty.size = size;
    slots = fresh;
    head = 0;
    size = 0;
  }

  private void grow() {
    if (size >= capacity) {
      throw new AssertionError("no room: " + size + " of " + capacity);
    }
    int length = slots.length;
    int longest = Math.min(capacity, Integer.MAX_VALUE - 8);
    if (length >= longest) {
      throw new OutOfMemoryError(
          "a channel's buffer has " + size + " values, the most that an array can hold");
    }
    int longer = length > longest / 2 ? longest : Math.max(length * 2, 1);
    @Nullable Object[] grown = new @Nullable Object[longer];
    System.arraycopy(slots, head, grown, 0, length - head);
    System.arraycopy(slots, 0, grown, length - head, head);
    slots = grown;
    head = 0;
  }
}
