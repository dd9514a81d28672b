package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import dev.csp.testkit.linearizability.Answer.Chosen;
import dev.csp.testkit.linearizability.Answer.Closed;
import dev.csp.testkit.linearizability.Answer.Done;
import dev.csp.testkit.linearizability.Answer.Nothing;
import dev.csp.testkit.linearizability.Answer.Value;
import dev.csp.testkit.linearizability.Operation.Close;
import dev.csp.testkit.linearizability.Operation.Patience;
import dev.csp.testkit.linearizability.Operation.Receive;
import dev.csp.testkit.linearizability.Operation.Select;
import dev.csp.testkit.linearizability.Operation.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/*
 * A select is the choice between its cases, so everything is said of cases: what one may do alone, and what two may do together. A send or a
 * receive is one case, whose answer stands for itself; a select's answer says which of its cases it was.
 *
 * An operation that does not wait for ever may answer that nothing happened, but only where none of its cases could have done anything alone.
 * Whether two could have met on an unbuffered channel cannot be told from the state: the other one may not have been there yet. So there
 * a try may always fail.
 */

/**
 * The model of channels and selects: what they do if whole operations come one after the other, or,
 * on unbuffered channels, two at a time.
 *
 * <p>A close may be repeated. A send to a closed channel answers {@link Closed}, and so does a
 * select that sends to one. A select with several cases that can go on takes any.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="check"}
 *
 * <p>It leaves out who waits for how long: that senders are served in order, say, follows from it
 * only as far as values do not overtake each other.
 */
public final class ChannelModel implements Model<ChannelModel.State, Operation, Answer> {
  private static final Answer DONE = new Done();
  private static final Answer CLOSED = new Closed();
  private static final Answer NOTHING = new Nothing();

  private final Map<String, Flavour> channels;

  /**
   * Makes a model.
   *
   * @param channels the channels, by name
   */
  public ChannelModel(Map<String, Flavour> channels) {
    this.channels = Map.copyOf(channels);
  }

  /**
   * What is in the channels.
   *
   * @param contents by channel, the values from the oldest to the newest
   * @param closed the channels that are closed
   */
  public record State(Map<String, List<Object>> contents, List<String> closed) {
    /**
     * Makes a state.
     *
     * @param contents by channel, the values
     * @param closed the channels that are closed
     */
    public State {
      contents = new TreeMap<>(contents);
      closed = closed.stream().distinct().sorted().toList();
    }

    private List<Object> values(String channel) {
      return contents.getOrDefault(channel, List.of());
    }

    private boolean isClosed(String channel) {
      return closed.contains(channel);
    }

    private State with(String channel, List<Object> values) {
      Map<String, List<Object>> changed = new TreeMap<>(contents);
      changed.put(channel, List.copyOf(values));
      return new State(changed, closed);
    }

    private State without(String channel) {
      List<String> more = new ArrayList<>(closed);
      more.add(channel);
      return new State(contents, more);
    }

    @Override
    public String toString() {
      return contents + (closed.isEmpty() ? "" : ", closed " + closed);
    }
  }

  @Override
  public State initial() {
    Map<String, List<Object>> contents = new TreeMap<>();
    channels.keySet().forEach(channel -> contents.put(channel, List.of()));
    return new State(contents, List.of());
  }

  @Override
  public List<Outcome<State, Answer>> outcomes(State state, Operation operation) {
    if (operation instanceof Close close) {
      flavour(close.channel());
      return List.of(new Outcome<>(DONE, state.without(close.channel())));
    }
    List<Outcome<State, Answer>> outcomes = new ArrayList<>();
    List<Operation> cases = cases(operation);
    for (int i = 0; i < cases.size(); i++) {
      alone(state, operation, i, cases.get(i), outcomes);
    }
    if (outcomes.isEmpty() && patience(operation) != Patience.FOREVER) {
      outcomes.add(new Outcome<>(NOTHING, state));
    }
    return outcomes;
  }

  private void alone(
      State state,
      Operation operation,
      int index,
      Operation one,
      List<Outcome<State, Answer>> outcomes) {
    switch (one) {
      case Send send -> {
        if (state.isClosed(send.channel())) {
          outcomes.add(new Outcome<>(CLOSED, state)); // of a select too
        } else {
          List<Object> values = new ArrayList<>(state.values(send.channel()));
          Flavour flavour = flavour(send.channel());
          values.add(send.value());
          if (values.size() > flavour.capacity()) {
            switch (flavour.overflow()) {
              case WAIT -> {
                return;
              }
              case DROP_OLDEST -> values.removeFirst();
              case DROP_NEWEST -> values.removeLast();
            }
          }
          outcomes.add(
              new Outcome<>(answer(operation, index, DONE), state.with(send.channel(), values)));
        }
      }
      case Receive receive -> {
        flavour(receive.channel());
        List<Object> values = state.values(receive.channel());
        if (!values.isEmpty()) {
          outcomes.add(
              new Outcome<>(
                  answer(operation, index, new Value(values.getFirst())),
                  state.with(receive.channel(), values.subList(1, values.size()))));
        } else if (state.isClosed(receive.channel())) {
          outcomes.add(new Outcome<>(answer(operation, index, CLOSED), state));
        }
      }
      case Close close -> throw new IllegalArgumentException("no case of a select: " + close);
      case Select select -> throw new IllegalArgumentException("no case of a select: " + select);
    }
  }

  @Override
  public List<JointOutcome<State, Answer>> together(
      State state, Operation first, Operation second) {
    List<JointOutcome<State, Answer>> outcomes = new ArrayList<>();
    List<Operation> firstCases = cases(first);
    List<Operation> secondCases = cases(second);
    for (int i = 0; i < firstCases.size(); i++) {
      for (int k = 0; k < secondCases.size(); k++) {
        if (firstCases.get(i) instanceof Send send
            && secondCases.get(k) instanceof Receive receive
            && send.channel().equals(receive.channel())
            && flavour(send.channel()).capacity() == 0
            && !state.isClosed(send.channel())) {
          outcomes.add(
              new JointOutcome<>(
                  answer(first, i, DONE), answer(second, k, new Value(send.value())), state));
        }
      }
    }
    return outcomes;
  }

  private Flavour flavour(String channel) {
    return requireNonNull(channels.get(channel), () -> "the model has no channel " + channel);
  }

  private static List<Operation> cases(Operation operation) {
    return switch (operation) {
      case Select select -> select.cases();
      case Close close -> List.of();
      case Send send -> List.of(send);
      case Receive receive -> List.of(receive);
    };
  }

  private static Patience patience(Operation operation) {
    return switch (operation) {
      case Select select -> select.patience();
      case Send send -> send.patience();
      case Receive receive -> receive.patience();
      case Close close -> Patience.FOREVER;
    };
  }

  private static Answer answer(Operation operation, int index, Answer answer) {
    return operation instanceof Select ? new Chosen(index, answer) : answer;
  }
}
