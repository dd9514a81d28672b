package dev.csp.benchmarks.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Rival;
import dev.csp.benchmarks.plan.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Why a ratio was not reached, and what was tried: written by hand, in a file with a line for each
 * miss, tabs between workload, carriers, rival and text; the rival of a bound is "bound". Lines
 * that begin with # are comments.
 */
public final class Misses {
  private record Cell(String workload, String carriers, String rival) {}

  private final ImmutableMap<Cell, String> reasons;

  private Misses(ImmutableMap<Cell, String> reasons) {
    this.reasons = reasons;
  }

  /** Without any. */
  public static Misses none() {
    return new Misses(ImmutableMap.of());
  }

  /** Reads the file. */
  public static Misses read(Path file) throws IOException {
    var reasons = ImmutableMap.<Cell, String>builder();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        List<String> fields = Splitter.on('\t').splitToList(line);
        if (fields.size() != 4) {
          throw new IOException(file + " has a line without four fields: " + line);
        }
        reasons.put(new Cell(fields.get(0), fields.get(1), fields.get(2)), fields.get(3));
      }
    }
    return new Misses(reasons.buildOrThrow());
  }

  String reason(Workload workload, Carriers carriers, Rival rival) {
    return reason(workload.title(), carriers, rival.title());
  }

  String reasonOfBound(String what) {
    return reason(what, Carriers.DEFAULT, "bound");
  }

  private String reason(String what, Carriers carriers, String rival) {
    return reasons.getOrDefault(
        new Cell(what, Texts.carriers(carriers), rival), "**no reason is known yet**");
  }
}
