package dev.csp.benchmarks.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run as a text file, so that its report can be made again: one line each, tabs between the
 * fields, of which the first says what the line is.
 */
public final class Archive {
  private static final Splitter FIELDS = Splitter.on('\t');

  private Archive() {}

  /** Writes a run. */
  public static void write(Run run, Path file) throws IOException {
    var lines = new ArrayList<String>();
    run.conditions().forEach(line -> lines.add(line("condition", line)));
    for (Measurement m : run.measurements()) {
      lines.add(
          line(
              "measurement",
              m.round(),
              m.carriers(),
              m.workload(),
              m.contender().name(),
              m.nanos(),
              m.lowest(),
              m.highest(),
              m.bytes(),
              m.cpuNanos()));
    }
    for (Run.Heap heap : run.heaps()) {
      lines.add(line("heap", heap.kind(), heap.cold(), heap.warm(), heap.cpu()));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  /** Reads a run. */
  public static Run read(Path file) throws IOException {
    var conditions = ImmutableList.<String>builder();
    var measurements = ImmutableList.<Measurement>builder();
    var heaps = ImmutableList.<Run.Heap>builder();
    for (String line : Files.readAllLines(file)) {
      List<String> fields = FIELDS.splitToList(line);
      switch (fields.get(0)) {
        case "condition" -> conditions.add(fields.get(1));
        case "measurement" -> measurements.add(measurement(fields));
        case "heap" ->
            heaps.add(
                new Run.Heap(
                    fields.get(1),
                    Long.parseLong(fields.get(2)),
                    Long.parseLong(fields.get(3)),
                    Double.parseDouble(fields.get(4))));
        default -> throw new IOException(file + " has a line that is not of a run: " + line);
      }
    }
    return new Run(conditions.build(), measurements.build(), heaps.build());
  }

  private static Measurement measurement(List<String> fields) {
    return new Measurement(
        Integer.parseInt(fields.get(1)),
        Carriers.valueOf(fields.get(2)),
        fields.get(3),
        Contender.valueOf(fields.get(4)),
        Double.parseDouble(fields.get(5)),
        Double.parseDouble(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Double.parseDouble(fields.get(9)));
  }

  private static String line(Object... fields) {
    var line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.isEmpty() ? "" : "\t").append(field);
    }
    return line.toString();
  }
}
