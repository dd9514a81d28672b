package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import dev.csp.testkit.linearizability.History.Call;
import dev.csp.testkit.linearizability.Model.JointOutcome;
import dev.csp.testkit.linearizability.Model.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The search of Wing and Gong ("Testing and verifying concurrent objects", 1993), with the memory of Lowe ("Testing for linearizability",
 * 2017): a set of calls that have happened and the state that they led to is tried once.
 *
 * A call may be next if no call that has not happened yet had returned before it began. With (done, state):
 *   1. if all calls that have returned are done, an order is found; in a settled history, if none of the others could go on then
 *   2. else each call that may be next is tried, with each outcome of the model that has its answer; a call that is pending has any
 *   3. and each two of them that may both be next, together (Neiger, "Set-linearizability", 1994). That both may be next means that each had
 *      begun before the other returned
 *
 * A pending call may be left out, or be done; in a settled history it is left out, for who waits at the end has done nothing.
 *
 * Exponential in the number of calls that overlap, not in that of all.
 */

/**
 * Decides whether a history can be explained by an order of its calls: one that keeps to the order
 * of calls that did not overlap, and in which each call does at one instant what the model says.
 *
 * <p>Two calls may also happen together, if the model says so; that is how unbuffered channels hand
 * over. In a {@linkplain History#settled settled} history, calls that never returned must be such
 * that the model has them wait too: so a lost wake-up is found.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="check"}
 *
 * <p>For some tens of calls, of which no more than about ten overlap.
 *
 * @see <a href="https://doi.org/10.1145/78969.78972">Herlihy and Wing: Linearizability</a>
 * @see <a href="https://doi.org/10.1006/jpdc.1993.1015">Wing and Gong: Testing and verifying
 *     concurrent objects</a>
 */
public final class Linearizability {
  private Linearizability() {}

  /**
   * Looks for an order of the calls that explains a history.
   *
   * @param model what the object should do
   * @param history what it did
   * @param <S> the states of the model
   * @param <O> the operations
   * @param <R> the answers
   * @return the calls in such an order, without those that need not have happened; or nothing if
   *     there is none
   */
  public static <S, O, R> Optional<List<Call<O, R>>> order(
      Model<S, O, R> model, History<O, R> history) {
    Search<S, O, R> search = new Search<>(model, history);
    return search.succeeds() ? Optional.of(List.copyOf(search.order)) : Optional.empty();
  }

  /**
   * Checks that there is an order of the calls that explains a history.
   *
   * @param model what the object should do
   * @param history what it did
   * @param <S> the states of the model
   * @param <O> the operations
   * @param <R> the answers
   * @throws AssertionError if there is none; the message has the history, and how far the best
   *     order comes
   */
  public static <S, O, R> void assertLinearizable(Model<S, O, R> model, History<O, R> history) {
    Search<S, O, R> search = new Search<>(model, history);
    if (!search.succeeds()) {
      throw new AssertionError(search.explanation());
    }
  }

  private static final class Search<S, O, R> {
    private final Model<S, O, R> model;
    private final History<O, R> history;
    private final List<Call<O, R>> calls;
    private final Set<Configuration<S>> tried = new HashSet<>();
    private final BitSet done = new BitSet();
    private final Deque<Call<O, R>> order = new ArrayDeque<>();

    // The longest order so far, for the explanation.
    private List<Call<O, R>> longest = List.of();
    private @Nullable S longestState;
    private List<Call<O, R>> mustWait = List.of();

    private record Configuration<S>(BitSet done, S state) {}

    Search(Model<S, O, R> model, History<O, R> history) {
      this.model = requireNonNull(model, "model");
      this.history = requireNonNull(history, "history");
      this.calls = history.calls();
    }

    boolean succeeds() {
      return explains(model.initial());
    }

    private boolean explains(S state) {
      note(state);
      List<Integer> next = next();
      if (next.isEmpty() || next.stream().allMatch(i -> calls.get(i).isPending())) {
        // Everybody else has returned, and is done.
        List<Call<O, R>> able = history.settled() ? able(state) : List.of();
        if (able.isEmpty()) {
          return true;
        }
        mustWait = able;
        return false;
      }
      if (!tried.add(new Configuration<>((BitSet) done.clone(), state))) {
        return false;
      }
      for (int i : next) {
        if (goesOn(state, i)) {
          return true;
        }
      }
      for (int i : next) {
        for (int k : next) {
          if (i != k && goOnTogether(state, i, k)) {
            return true;
          }
        }
      }
      return false;
    }

    /** The calls that may be next. */
    private List<Integer> next() {
      long firstReturn = History.NEVER;
      for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
        firstReturn = Math.min(firstReturn, calls.get(i).returned());
      }
      List<Integer> next = new ArrayList<>();
      for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
        Call<O, R> call = calls.get(i);
        if (call.began() < firstReturn && !(call.isPending() && history.settled())) {
          next.add(i);
        }
      }
      return next;
    }

    private boolean goesOn(S state, int index) {
      Call<O, R> call = calls.get(index);
      for (Outcome<S, R> outcome : model.outcomes(state, call.operation())) {
        if (fits(call, outcome.answer())) {
          done.set(index);
          order.addLast(call);
          if (explains(outcome.next())) {
            return true;
          }
          order.removeLast();
          done.clear(index);
        }
      }
      return false;
    }

    private boolean goOnTogether(S state, int index, int other) {
      Call<O, R> first = calls.get(index);
      Call<O, R> second = calls.get(other);
      for (JointOutcome<S, R> outcome :
          model.together(state, first.operation(), second.operation())) {
        if (fits(first, outcome.first()) && fits(second, outcome.second())) {
          done.set(index);
          done.set(other);
          order.addLast(first);
          order.addLast(second);
          if (explains(outcome.next())) {
            return true;
          }
          order.removeLast();
          order.removeLast();
          done.clear(index);
          done.clear(other);
        }
      }
      return false;
    }

    private boolean fits(Call<O, R> call, R answer) {
      return call.isPending() || answer.equals(call.answer());
    }

    /** Who waits in a settled history, but could go on in this state. */
    private List<Call<O, R>> able(S state) {
      List<Call<O, R>> waiting = calls.stream().filter(Call::isPending).toList();
      for (Call<O, R> call : waiting) {
        if (!model.outcomes(state, call.operation()).isEmpty()) {
          return List.of(call);
        }
        for (Call<O, R> other : waiting) {
          if (call != other
              && !model.together(state, call.operation(), other.operation()).isEmpty()) {
            return List.of(call, other);
          }
        }
      }
      return List.of();
    }

    private void note(S state) {
      if (longestState == null || order.size() > longest.size()) {
        longest = List.copyOf(order);
        longestState = state;
      }
    }

    String explanation() {
      var text = new StringBuilder("no order of these calls explains their answers:\n\n");
      text.append(history).append("\nThe longest order that does:\n\n");
      longest.forEach(call -> text.append("  ").append(call).append('\n'));
      text.append("\nThen the state is ").append(longestState).append(", and ");
      if (!mustWait.isEmpty() && longest.size() == returned()) {
        text.append("these still wait, but could go on:\n\n");
        mustWait.forEach(call -> text.append("  ").append(call).append('\n'));
      } else {
        text.append("none of the others fits.\n");
      }
      return text.toString();
    }

    private long returned() {
      return calls.stream().filter(call -> !call.isPending()).count();
    }
  }
}
