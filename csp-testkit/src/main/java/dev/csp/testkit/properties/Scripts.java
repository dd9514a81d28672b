package dev.csp.testkit.properties;

import dev.csp.testkit.linearizability.Flavour;
import dev.csp.testkit.linearizability.Operation;
import dev.csp.testkit.linearizability.Operation.Close;
import dev.csp.testkit.linearizability.Operation.Patience;
import dev.csp.testkit.linearizability.Operation.Receive;
import dev.csp.testkit.linearizability.Operation.Select;
import dev.csp.testkit.linearizability.Operation.Send;
import dev.csp.testkit.linearizability.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Scripts for properties: any mix of sends, receives, closes and selects, that wait, try, or give
 * up, by several goroutines on several channels. A parameter {@code @ForAll Script script} has them
 * without further ado.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="property"}
 *
 * <p>No two sends of a script have the same value. A script that fails shrinks to fewer goroutines
 * and operations, and to simpler ones.
 */
public final class Scripts {
  private static final List<String> NAMES = List.of("a", "b", "c");

  private Scripts() {}

  /**
   * Scripts of up to four goroutines with up to four operations each, on one or two channels of any
   * kind.
   *
   * @return the scripts
   */
  public static Arbitrary<Script> scripts() {
    return scripts(flavours().list().ofMinSize(1).ofMaxSize(2), 4, 4);
  }

  /**
   * Scripts on channels of some kinds.
   *
   * @param flavours the kinds of the channels, of which there may be up to three
   * @param goroutines how many goroutines at most, at least 1
   * @param operations how many operations each has at most, at least 1
   * @return the scripts
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static Arbitrary<Script> scripts(
      Arbitrary<List<Flavour>> flavours, int goroutines, int operations) {
    if (goroutines < 1) {
      throw new IllegalArgumentException("goroutines must be >= 1, was " + goroutines);
    }
    if (operations < 1) {
      throw new IllegalArgumentException("operations must be >= 1, was " + operations);
    }
    return flavours.flatMap(kinds -> {
      Map<String, Flavour> channels = new LinkedHashMap<>();
      for (Flavour kind : kinds) {
        channels.put(NAMES.get(channels.size()), kind);
      }
      return operations(List.copyOf(channels.keySet()))
          .list()
          .ofMinSize(1)
          .ofMaxSize(operations)
          .list()
          .ofMinSize(1)
          .ofMaxSize(goroutines)
          .map(all -> new Script(channels, numbered(all)));
    });
  }

  /**
   * Kinds of channels: without a buffer, with one of 1, of 2, or without a bound, and those that
   * drop values.
   *
   * @return the kinds
   */
  public static Arbitrary<Flavour> flavours() {
    return Arbitraries.of(
        Flavour.UNBUFFERED,
        Flavour.buffered(1),
        Flavour.buffered(2),
        Flavour.UNLIMITED,
        Flavour.sliding(1),
        Flavour.dropping(1));
  }

  private static Arbitrary<Operation> operations(List<String> channels) {
    Arbitrary<String> channel = Arbitraries.of(channels);
    Arbitrary<Patience> patience = Arbitraries.of(Patience.class);
    Arbitrary<Operation> send =
        Combinators.combine(channel, patience).as((name, how) -> new Send(name, 0, how));
    Arbitrary<Operation> receive =
        Combinators.combine(channel, patience).as((name, how) -> new Receive(name, how));
    Arbitrary<Operation> select =
        Combinators.combine(
                Arbitraries.oneOf(send, receive).list().ofMinSize(1).ofMaxSize(3), patience)
            .as((cases, how) -> new Select(cases, how));
    return Arbitraries.frequencyOf(
        Tuple.of(5, send),
        Tuple.of(5, receive),
        Tuple.of(4, select),
        Tuple.of(1, channel.map(name -> (Operation) new Close(name))));
  }

  /** Gives each send a value of its own: 1, 2, 3 and so on. */
  private static List<List<Operation>> numbered(List<List<Operation>> all) {
    int[] last = {0};
    List<List<Operation>> numbered = new ArrayList<>();
    for (List<Operation> operations : all) {
      numbered.add(operations.stream().map(operation -> numbered(operation, last)).toList());
    }
    return numbered;
  }

  private static Operation numbered(Operation operation, int[] last) {
    return switch (operation) {
      case Send send -> new Send(send.channel(), ++last[0], send.patience());
      case Select select ->
          new Select(
              select.cases().stream().map(one -> numbered(one, last)).toList(), select.patience());
      case Receive receive -> receive;
      case Close close -> close;
    };
  }
}
