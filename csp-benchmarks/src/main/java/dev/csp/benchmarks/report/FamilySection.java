package dev.csp.benchmarks.report;

import dev.csp.benchmarks.peers.Ability;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Family;
import dev.csp.benchmarks.plan.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of one family: an overview, in which everybody has a cell, and all the numbers. */
final class FamilySection {
  private final Results results;
  private final Family family;
  private final List<Workload> workloads;

  FamilySection(Results results, Family family, List<Workload> workloads) {
    this.results = results;
    this.family = family;
    this.workloads = workloads;
  }

  /** Nanoseconds per operation, a column for each contender. */
  String overview(Carriers carriers) {
    List<Contender> columns = Arrays.stream(Contender.values()).filter(this::isInOverview).toList();
    var head = new ArrayList<>(List.of("ns, " + Texts.carriers(carriers), "per"));
    columns.forEach(contender -> head.add(contender.title()));
    var table = new MarkdownTable(head);
    for (Workload workload : measured(carriers)) {
      var line = new ArrayList<>(List.of(workload.title(), workload.operation()));
      columns.forEach(contender -> line.add(nanos(workload, carriers, contender)));
      table.add(line);
    }
    return table.isEmpty() ? "" : table.toString();
  }

  /** Everything, a line for each contender. */
  String details(Carriers carriers) {
    var table =
        new MarkdownTable(
            List.of(
                "Workload, " + Texts.carriers(carriers),
                "Contender",
                "ns/op",
                "Lowest to highest",
                "B/op",
                "CPU ns/op",
                "csp ÷ it",
                "Forks"));
    for (Workload workload : measured(carriers)) {
      for (Contender contender : workload.contenders()) {
        results
            .nanos(workload, carriers, contender)
            .ifPresent(nanos -> table.add(line(workload, carriers, contender, nanos)));
      }
    }
    return table.isEmpty() ? "" : table.toString();
  }

  private List<String> line(
      Workload workload, Carriers carriers, Contender contender, Summary nanos) {
    double bytes = results.bytes(workload, carriers, contender).orElseThrow().median();
    double cpu = results.cpuNanos(workload, carriers, contender).orElseThrow().median();
    String ratio =
        contender == Contender.CHANNEL
            ? ""
            : results
                .ratio(workload, carriers, Contender.CHANNEL, contender)
                .map(Texts::ratioWithRange)
                .orElse("");
    return List.of(
        workload.title(),
        contender.title(),
        Texts.number(nanos.median()),
        Texts.range(nanos),
        Texts.bytes(bytes),
        Texts.number(cpu),
        ratio,
        Integer.toString(nanos.count()));
  }

  private List<Workload> measured(Carriers carriers) {
    return workloads.stream().filter(workload -> results.has(workload, carriers)).toList();
  }

  /** Two take part in some workloads only, and are no peers that a table would have to explain. */
  private boolean isInOverview(Contender contender) {
    boolean explains =
        family.isComparison()
            && contender != Contender.SELECTOR
            && contender != Contender.VIRTUAL_THREAD;
    return explains || workloads.stream().anyMatch(workload -> workload.has(contender));
  }

  private String nanos(Workload workload, Carriers carriers, Contender contender) {
    if (!workload.has(contender)) {
      return workload.missing(contender).map(Ability::lack).collect(Collectors.joining(", "));
    }
    return results
        .nanos(workload, carriers, contender)
        .map(nanos -> Texts.number(nanos.median()))
        .orElse("not measured");
  }
}
