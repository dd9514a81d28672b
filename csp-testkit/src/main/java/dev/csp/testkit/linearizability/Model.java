package dev.csp.testkit.linearizability;

import java.util.List;

/**
 * What an object does if its operations come one after the other: its specification, as a program.
 *
 * <p>States are values: they never change, and those that are the same are equal. Operations and
 * answers are compared with {@code equals} too.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="model"}
 *
 * @param <S> its states
 * @param <O> its operations
 * @param <R> their answers
 */
public interface Model<S, O, R> {
  /**
   * Returns the state in which a history begins.
   *
   * @return the state
   */
  S initial();

  /**
   * Returns what an operation may do in a state.
   *
   * @param state the state
   * @param operation the operation
   * @return every possibility; none if the operation would have to wait
   */
  List<Outcome<S, R>> outcomes(S state, O operation);

  /**
   * Returns what two operations may do in a state if they happen at the same instant: the hand-over
   * of an unbuffered channel, say, which neither of the two could do before the other.
   *
   * @param state the state
   * @param first one operation
   * @param second another one; this is asked with the two in either order
   * @return every possibility that is not one after the other; none, unless this is overridden
   */
  default List<JointOutcome<S, R>> together(S state, O first, O second) {
    return List.of();
  }

  /**
   * What an operation may do.
   *
   * @param answer what it answers
   * @param next the state after it
   * @param <S> the states
   * @param <R> the answers
   */
  record Outcome<S, R>(R answer, S next) {}

  /**
   * What two operations may do together.
   *
   * @param first what the first one answers
   * @param second what the second one answers
   * @param next the state after both
   * @param <S> the states
   * @param <R> the answers
   */
  record JointOutcome<S, R>(R first, R second, S next) {}
}
