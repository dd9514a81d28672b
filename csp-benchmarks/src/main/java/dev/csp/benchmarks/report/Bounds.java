package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is asked for besides ratios to peers, each with what was measured on the default carriers:
 * what an operation allocates, what a parked goroutine costs, and that more of them cost no more.
 */
final class Bounds {
  /** Prints as 0: what the start of a batch leaves behind. */
  private static final double NOTHING = 0.5;

  /** The header, and a few fields. */
  private static final double ONE_SMALL_OBJECT = 64;

  private static final double HEAP_OF_GOROUTINE = 1_200;

  /** A hundredth of a processor. */
  private static final double NEAR_ZERO_CPU = 10;

  private static final double FLAT = 1.2;

  /** A line of the table. */
  record Line(String what, double measured, double limit) {
    boolean isMiss() {
      return measured > limit;
    }
  }

  private final Results results;
  private final ImmutableList<Line> lines;

  Bounds(Results results, List<Run.Heap> heaps) {
    this.results = results;
    var list = ImmutableList.<Line>builder();
    for (int capacity : new int[] {16, 100, 1000}) {
      bytes(list, "buffered pair, " + capacity, Contender.CHANNEL, NOTHING);
    }
    for (int cases : new int[] {2, 5}) {
      for (String capacity : List.of("unbuffered", "buffer 100")) {
        bytes(list, "select of " + cases + ", " + capacity, Contender.SELECTOR, NOTHING);
      }
    }
    bytes(list, "unbuffered pair", Contender.CHANNEL, ONE_SMALL_OBJECT);
    growth(list, "unbuffered pair beside %d parked", 10, 100_000, FLAT);
    growth(list, "select among %d, one busy", 8, 512, 512 / 8);
    for (Run.Heap heap : heaps) {
      // The others are there to compare with.
      if (heap.kind().startsWith("goroutine")) {
        list.add(new Line(heap.kind() + ", bytes of heap", heap.warm(), HEAP_OF_GOROUTINE));
        list.add(new Line(heap.kind() + ", CPU while parked, ms/s", heap.cpu(), NEAR_ZERO_CPU));
      }
    }
    lines = list.build();
  }

  ImmutableList<Line> lines() {
    return lines;
  }

  List<Line> misses() {
    return lines.stream().filter(Line::isMiss).toList();
  }

  String table() {
    var table = new MarkdownTable(List.of("What", "Measured", "At most", "Verdict"));
    for (Line line : lines) {
      table.add(
          List.of(
              line.what(),
              Texts.number(line.measured()),
              Texts.number(line.limit()),
              line.isMiss() ? "**MISS**" : "pass"));
    }
    return table.toString();
  }

  String listOfMisses(Misses reasons) {
    return misses().stream()
        .map(line -> "- %s: %s%n".formatted(line.what(), reasons.reasonOfBound(line.what())))
        .collect(Collectors.joining());
  }

  private void bytes(
      ImmutableList.Builder<Line> list, String title, Contender contender, double limit) {
    results
        .bytes(named(title), Carriers.DEFAULT, contender)
        .ifPresent(bytes ->
            list.add(new Line(title + ", " + contender.title() + ", B/op", bytes.median(), limit)));
  }

  /** How much more an operation costs with many than with few. */
  private void growth(
      ImmutableList.Builder<Line> list, String title, int few, int many, double limit) {
    Optional<Summary> base = nanos(title.formatted(few));
    Optional<Summary> grown = nanos(title.formatted(many));
    if (base.isPresent() && grown.isPresent()) {
      list.add(
          new Line(
              title.formatted(many) + ", ÷ " + few,
              grown.get().median() / base.get().median(),
              limit));
    }
  }

  private Optional<Summary> nanos(String title) {
    return results.nanos(named(title), Carriers.DEFAULT, Contender.CHANNEL);
  }

  private static Workload named(String title) {
    return Workloads.ALL.stream()
        .filter(workload -> workload.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no workload " + title));
  }
}
