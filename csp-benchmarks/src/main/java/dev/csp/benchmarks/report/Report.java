package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Family;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run as Markdown, with charts beside it. */
public final class Report {
  private final Run run;
  private final Misses reasons;
  private final Results results;

  /** Makes the report of a run. */
  public Report(Run run, Misses reasons) {
    this.run = run;
    this.reasons = reasons;
    this.results = new Results(run.measurements());
  }

  /** Writes {@code results.md} and a chart for each family that was measured. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.md"), markdown());
    var charts = new Charts(results);
    for (Family family : Family.values()) {
      if (isMeasured(family)) {
        Files.writeString(folder.resolve(chart(family)), charts.svg(family, of(family)));
      }
    }
  }

  /** The text alone. */
  public String markdown() {
    var out = new StringBuilder("# Results\n\n");
    run.conditions().forEach(line -> out.append("- ").append(line).append('\n'));
    if (!run.measurements().isEmpty() && !results.has(Contender.GO)) {
      out.append("\n**Go is missing: none of its workloads was measured.**\n");
    }
    targets(out);
    bounds(out);
    for (Family family : Family.values()) {
      if (isMeasured(family)) {
        section(out, family);
      }
    }
    heaps(out);
    return out.toString();
  }

  private void targets(StringBuilder out) {
    var targets = new Targets(results, Workloads.ALL);
    if (targets.cells().isEmpty()) {
      return;
    }
    List<Targets.Cell> misses = targets.misses();
    out.append("\n## Ratios asked for\n\n");
    out.append(
        "Our time divided by theirs: the median of the rounds, and the lowest and the highest. Below 1 we are faster.\n");
    out.append("%d reached, %d missed.%n%n".formatted(targets.passes(), misses.size()));
    out.append(targets.table());
    if (!misses.isEmpty()) {
      out.append("\nWhat was missed, and why:\n\n").append(targets.listOfMisses(reasons));
    }
  }

  private void bounds(StringBuilder out) {
    var bounds = new Bounds(results, run.heaps());
    if (bounds.lines().isEmpty()) {
      return;
    }
    out.append("\n## Bounds\n\n").append(bounds.table());
    if (!bounds.misses().isEmpty()) {
      out.append("\nWhat was missed, and why:\n\n").append(bounds.listOfMisses(reasons));
    }
  }

  private void section(StringBuilder out, Family family) {
    var section = new FamilySection(results, family, of(family));
    out.append("\n## ").append(family.title()).append("\n\n");
    out.append("![%s](%s)%n".formatted(family.title(), chart(family)));
    for (Carriers carriers : Carriers.values()) {
      String overview = section.overview(carriers);
      if (!overview.isEmpty()) {
        out.append('\n').append(overview);
      }
    }
    out.append("\n<details><summary>All numbers</summary>\n");
    for (Carriers carriers : Carriers.values()) {
      String details = section.details(carriers);
      if (!details.isEmpty()) {
        out.append('\n').append(details);
      }
    }
    out.append("\n</details>\n");
  }

  private void heaps(StringBuilder out) {
    if (run.heaps().isEmpty()) {
      return;
    }
    var table =
        new MarkdownTable(
            List.of("Parked", "Bytes, cold code", "Bytes, warm code", "CPU while parked, ms/s"));
    for (Run.Heap heap : run.heaps()) {
      table.add(
          List.of(
              heap.kind(),
              Long.toString(heap.cold()),
              Long.toString(heap.warm()),
              Texts.number(heap.cpu())));
    }
    out.append("\n## Heap\n\nFor each thread, its stack included.\n\n").append(table);
  }

  private boolean isMeasured(Family family) {
    return of(family).stream()
        .anyMatch(workload ->
            results.has(workload, Carriers.DEFAULT) || results.has(workload, Carriers.ONE));
  }

  private static ImmutableList<Workload> of(Family family) {
    return Workloads.ALL.stream()
        .filter(workload -> workload.family() == family)
        .collect(ImmutableList.toImmutableList());
  }

  private static String chart(Family family) {
    return family.slug() + ".svg";
  }
}
