package dev.csp.channels.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * Who waits for whom, as far as facts tell; and the shortest circle among them.
 *
 * A circle is looked for among the strongest facts first. It is a circle of facts, each of which a report states; that the goroutines wait
 * for ever does not rest on it. A select with several cases waits for all of them, so a circle through it may have ways out that
 * nobody took.
 */

/** Who waits for whom. */
public final class WaitGraph {
  /** How much a fact says, the strongest first. */
  public enum Strength {
    /** It waits for the end of another one, or for something that the other one holds. */
    HELD,
    /** It waits for what another one has taken. */
    TAKEN,
    /** Another one has used the other side of the channel before. */
    USED
  }

  /**
   * One goroutine waits for another one.
   *
   * @param from the id of the one
   * @param to the id of the other one
   * @param strength what sort of fact it is
   * @param fact who waits, and for what: a sentence
   */
  public record Edge(long from, long to, Strength strength, String fact) {
    @Override
    public String toString() {
      return fact;
    }
  }

  private final Map<Long, List<Edge>> edges = new HashMap<>();
  private final List<Long> ids = new ArrayList<>();

  /** Makes a graph of nobody. */
  public WaitGraph() {}

  /**
   * Adds somebody who waits.
   *
   * @param id who
   * @param waitsFor the facts that begin with it; those that end with it do not count
   */
  public void add(long id, List<Edge> waitsFor) {
    ids.add(id);
    edges.put(id, waitsFor.stream().filter(edge -> edge.to() != id).toList());
  }

  /**
   * Tells whether somebody waits.
   *
   * @param id who
   * @return whether it has been added
   */
  public boolean contains(long id) {
    return edges.containsKey(id);
  }

  /**
   * Finds a shortest circle among the strongest facts that have one.
   *
   * @return its facts, in order; empty if there is none
   */
  public List<Edge> cycle() {
    for (Strength weakest : Strength.values()) {
      List<Edge> shortest = List.of();
      for (long id : ids) {
        List<Edge> found = cycleFrom(id, weakest);
        if (!found.isEmpty() && (shortest.isEmpty() || found.size() < shortest.size())) {
          shortest = found;
        }
      }
      if (!shortest.isEmpty()) {
        return shortest;
      }
    }
    return List.of();
  }

  /** A shortest way from a goroutine back to itself: breadth first. */
  private List<Edge> cycleFrom(long start, Strength weakest) {
    Map<Long, Edge> reachedBy = new HashMap<>();
    Deque<Long> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      for (Edge edge : edges.getOrDefault(queue.remove(), List.of())) {
        if (edge.strength().compareTo(weakest) <= 0 && edges.containsKey(edge.to())) {
          if (reachedBy.putIfAbsent(edge.to(), edge) == null) {
            queue.add(edge.to());
          }
          if (edge.to() == start) {
            return wayBack(start, reachedBy);
          }
        }
      }
    }
    return List.of();
  }

  private static List<Edge> wayBack(long start, Map<Long, Edge> reachedBy) {
    Deque<Edge> way = new ArrayDeque<>();
    Edge edge = reachedBy.get(start);
    while (edge != null) {
      way.addFirst(edge);
      edge = edge.from() == start ? null : reachedBy.get(edge.from());
    }
    return List.copyOf(way);
  }
}
