package dev.csp.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/*
 * The k-way merge of Knuth, "The Art of Computer Programming", volume 3, 5.4.1, with a heap for the tournament.
 *
 * Held between two steps: heads has the next value of each input that has not ended, and the heap has the numbers of these
 * inputs, the one with the least head on top; of equal heads, the earlier input's, so the merge is stable.
 *
 * The comparator is the user's and may throw out of the middle of an operation of the heap, which may then have forgotten a
 * number or have it twice. So it is heads that says what is in hand and has to be given up.
 */
/** The values of several sorted inputs in their order. */
final class SortedMergeStage<T> {
  private final List<StageInput<T>> inputs;
  private final StageOutput<T> out;
  private final List<@Nullable T> heads = new ArrayList<>();
  private final PriorityQueue<Integer> order;

  private SortedMergeStage(
      Comparator<? super T> comparator, List<StageInput<T>> inputs, StageOutput<T> out) {
    this.inputs = inputs;
    this.out = out;
    this.order =
        new PriorityQueue<>(
            Math.max(1, inputs.size()),
            Comparator.<Integer, T>comparing(this::head, comparator)
                .thenComparing(Comparator.naturalOrder()));
  }

  static <T> void run(
      Comparator<? super T> comparator, List<StageInput<T>> inputs, StageOutput<T> out)
      throws Exception {
    new SortedMergeStage<T>(comparator, inputs, out).merge();
  }

  private void merge() throws Exception {
    boolean complete = false;
    try {
      for (int i = 0; i < inputs.size(); i++) {
        heads.add(null);
        advance(i);
      }
      for (Integer least = order.poll(); least != null; least = order.poll()) {
        T value = head(least);
        heads.set(least, null);
        out.send(value);
        advance(least);
      }
      complete = true;
    } finally {
      if (!complete) {
        giveUpHeads();
      }
    }
  }

  private void advance(int input) throws Exception {
    T next = inputs.get(input).next();
    if (next != null) {
      heads.set(input, next);
      order.add(input);
    }
  }

  private T head(int input) {
    T head = heads.get(input);
    if (head == null) {
      throw new AssertionError("input " + input + " is in the heap and has no head");
    }
    return head;
  }

  private void giveUpHeads() {
    for (T head : heads) {
      if (head != null) {
        out.undelivered(head);
      }
    }
  }
}
