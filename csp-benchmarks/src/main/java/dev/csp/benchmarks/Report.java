package dev.csp.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What one run found, as Markdown tables. A ratio is taken within a round, where both sides ran
 * within minutes of each other; the table gives the median of the rounds, and their range.
 */
final class Report {
  /** The score of one fork. */
  record Score(int round, String carriers, String workload, Contender contender, double nanos) {}

  /** Bytes per thread of one kind. */
  record Heap(HeapPerGoroutine.Kind kind, HeapPerGoroutine.Bytes bytes) {}

  private record Row(String carriers, String workload) {}

  private final String conditions;
  private final List<Score> scores = new ArrayList<>();
  private final List<Heap> heaps = new ArrayList<>();

  Report(String conditions) {
    this.conditions = conditions;
  }

  void add(Score score) {
    scores.add(score);
  }

  void add(Heap heap) {
    heaps.add(heap);
  }

  String toMarkdown() {
    var out = new StringBuilder(conditions).append("\n");
    if (!scores.isEmpty()) {
      out.append(
          "\nNanoseconds per value: medians over rounds. A ratio below 1 means that the channel is faster.\n\n");
      table(out, speed());
    }
    if (!heaps.isEmpty()) {
      out.append("\nBytes of heap per thread, the stack included: cold and warm code.\n\n");
      table(out, heap());
    }
    return out.toString();
  }

  private List<List<String>> speed() {
    var lines = new ArrayList<List<String>>();
    lines.add(
        List.of(
            "Workload", "Carriers", "Channel", "Peer", "", "Channel ÷ peer", "Lowest to highest"));
    var rows = new LinkedHashSet<Row>();
    scores.forEach(score -> rows.add(new Row(score.carriers(), score.workload())));
    for (Row row : rows) {
      for (Contender peer : Contender.values()) {
        double[] ratios = ratios(row, peer);
        if (peer == Contender.CHANNEL || ratios.length == 0) {
          continue;
        }
        lines.add(
            List.of(
                row.workload(),
                row.carriers(),
                nanos(median(nanos(row, Contender.CHANNEL))),
                peer.title(),
                nanos(median(nanos(row, peer))),
                ratio(median(ratios)),
                ratio(ratios[0]) + " to " + ratio(ratios[ratios.length - 1])));
      }
    }
    return lines;
  }

  private List<List<String>> heap() {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of("Thread", "Cold", "Warm"));
    for (Heap heap : heaps) {
      var bytes = heap.bytes();
      lines.add(
          List.of(heap.kind().title(), Long.toString(bytes.cold()), Long.toString(bytes.warm())));
    }
    return lines;
  }

  private double[] nanos(Row row, Contender contender) {
    return scores.stream()
        .filter(score -> is(score, row, contender))
        .mapToDouble(Score::nanos)
        .sorted()
        .toArray();
  }

  /** The ratios of the rounds in which both sides ran, in ascending order. */
  private double[] ratios(Row row, Contender peer) {
    return scores.stream()
        .filter(score -> is(score, row, Contender.CHANNEL))
        .flatMapToDouble(ours -> {
          OptionalDouble theirs =
              scores.stream()
                  .filter(score -> is(score, row, peer) && score.round() == ours.round())
                  .mapToDouble(Score::nanos)
                  .findFirst();
          return theirs.stream().map(nanos -> ours.nanos() / nanos);
        })
        .sorted()
        .toArray();
  }

  private static boolean is(Score score, Row row, Contender contender) {
    return score.contender() == contender
        && score.carriers().equals(row.carriers())
        && score.workload().equals(row.workload());
  }

  /** The median of values in ascending order. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Cells of one width, so that the table can be read as it is. The first line is the head. */
  private static void table(StringBuilder out, List<List<String>> lines) {
    int columns = lines.get(0).size();
    var widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (int n = 0; n < lines.size(); n++) {
      for (int i = 0; i < columns; i++) {
        String cell = lines.get(n).get(i);
        out.append("| ").append(cell).append(" ".repeat(widths[i] - cell.length() + 1));
      }
      out.append("|\n");
      if (n == 0) {
        Arrays.stream(widths).forEach(width -> out.append("|").append("-".repeat(width + 2)));
        out.append("|\n");
      }
    }
  }

  private static String nanos(double nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
