package dev.csp.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random trees, derived from and cancelled at random, against a model in which every node knows its
 * parent and nothing is clever.
 */
final class ContextTreeProperties {
  enum Kind {
    CANCEL,
    TIMEOUT,
    VALUE,
    DETACH,
    END
  }

  /** Derives from, or ends, the node with the number {@code at}, modulo the number of nodes. */
  record Step(Kind kind, int at) {}

  private static final Key<Integer> NUMBER = Key.of("number");

  private static final class Node {
    final Context context;
    final Node parent;
    final boolean detached;
    final int number;
    Throwable ownCause;
    int endedAt = Integer.MAX_VALUE;

    Node(Context context, Node parent, boolean detached, int number) {
      this.context = context;
      this.parent = parent;
      this.detached = detached;
      this.number = number;
    }

    /** The node whose cancellation this one shows; null while live. */
    Node ender() {
      Node first = null;
      for (Node node = this; node != null && !node.detached; node = node.parent) {
        if (node.ownCause != null && (first == null || node.endedAt < first.endedAt)) {
          first = node;
        }
      }
      return first;
    }
  }

  @Provide
  Arbitrary<List<Step>> scripts() {
    return Combinators.combine(
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, Kind.CANCEL),
                net.jqwik.api.Tuple.of(1, Kind.TIMEOUT),
                net.jqwik.api.Tuple.of(2, Kind.VALUE),
                net.jqwik.api.Tuple.of(1, Kind.DETACH),
                net.jqwik.api.Tuple.of(3, Kind.END)),
            Arbitraries.integers().between(0, 1000))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 500)
  void everyNodeShowsTheFirstCancellationOnItsWayToTheRoot(@ForAll("scripts") List<Step> script) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node(Context.background(), null, true, -1));
    int time = 0;
    for (Step step : script) {
      Node at = nodes.get(step.at() % nodes.size());
      int number = nodes.size();
      switch (step.kind()) {
        case CANCEL -> nodes.add(new Node(at.context.withCancel(), at, false, at.number));
        case TIMEOUT ->
            nodes.add(new Node(at.context.withTimeout(Duration.ofHours(1)), at, false, at.number));
        case VALUE -> nodes.add(new Node(at.context.withValue(NUMBER, number), at, false, number));
        case DETACH -> nodes.add(new Node(at.context.withoutCancel(), at, true, at.number));
        case END -> {
          if (at.context instanceof CancellableContext cancellable) {
            Throwable cause = new Exception("cause " + time);
            cancellable.cancel(cause);
            if (at.ender() == null) {
              at.ownCause = cause;
              at.endedAt = time;
            }
          }
        }
      }
      time++;
    }

    Map<CancelContext, Integer> children = new HashMap<>();
    for (Node node : nodes) {
      Node ender = node.ender();
      assertThat(node.context.isDone()).isEqualTo(ender != null);
      assertThat(node.context.cause())
          .isEqualTo(Optional.ofNullable(ender == null ? null : ender.ownCause));
      assertThat(node.context.value(NUMBER))
          .isEqualTo(node.number < 0 ? Optional.empty() : Optional.of(node.number));
      if (node.context instanceof CancelContext own) {
        children.putIfAbsent(own, 0);
        if (ender == null
            && node.parent.context instanceof LibraryContext parent
            && parent.governor() instanceof CancelContext governor) {
          children.merge(governor, 1, Integer::sum);
        }
      }
    }
    children.forEach((context, count) -> assertThat(context.childCount()).isEqualTo(count));
  }
}
