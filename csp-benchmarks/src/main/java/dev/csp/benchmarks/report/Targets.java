package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Rival;
import dev.csp.benchmarks.plan.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The ratios that are asked for, each with what was measured, and a verdict. */
final class Targets {
  /** One cell of the table. */
  record Cell(
      Workload workload,
      Carriers carriers,
      Rival rival,
      OptionalDouble target,
      Optional<Contender> opponent,
      Optional<Summary> ratio) {

    /** Whether there is something to reach, and it was measured, and not reached. */
    boolean isMiss() {
      return target.isPresent()
          && ratio.isPresent()
          && rounded(ratio.get().median()) > target.getAsDouble();
    }

    boolean isPass() {
      return target.isPresent() && ratio.isPresent() && !isMiss();
    }

    /** As it is printed: a table must not say that 0.90 is more than 0.9. */
    private static double rounded(double ratio) {
      return Math.round(ratio * 100) / 100.0;
    }

    private String text() {
      String asked = target.isPresent() ? ", asked " + target.getAsDouble() : "";
      String verdict = isMiss() ? ": **MISS**" : isPass() ? ": pass" : "";
      return ratio.map(Texts::ratioWithRange).orElseGet(this::absence) + asked + verdict;
    }

    private String absence() {
      List<Contender> able = workload.contenders().stream().filter(rival::includes).toList();
      if (!able.isEmpty()) {
        return "not measured";
      }
      return Arrays.stream(Contender.values())
          .filter(rival::includes)
          .flatMap(workload::missing)
          .map(ability -> ability.lack())
          .distinct()
          .collect(Collectors.joining(", "));
    }
  }

  private final ImmutableList<Cell> cells;

  Targets(Results results, List<Workload> workloads) {
    var list = ImmutableList.<Cell>builder();
    for (Carriers carriers : Carriers.values()) {
      for (Workload workload : workloads) {
        if (workload.targets().containsRow(carriers) && results.has(workload, carriers)) {
          for (Rival rival : Rival.values()) {
            Optional<Contender> opponent = results.representative(workload, carriers, rival);
            list.add(
                new Cell(
                    workload,
                    carriers,
                    rival,
                    workload.target(carriers, rival),
                    opponent,
                    opponent.flatMap(
                        it -> results.ratio(workload, carriers, Contender.CHANNEL, it))));
          }
        }
      }
    }
    cells = list.build();
  }

  ImmutableList<Cell> cells() {
    return cells;
  }

  long passes() {
    return cells.stream().filter(Cell::isPass).count();
  }

  List<Cell> misses() {
    return cells.stream().filter(Cell::isMiss).toList();
  }

  String table() {
    var head = new ArrayList<String>();
    head.add("Workload");
    for (Rival rival : Rival.values()) {
      head.add("÷ " + rival.title());
    }
    var table = new MarkdownTable(head);
    int columns = Rival.values().length;
    for (int i = 0; i < cells.size(); i += columns) {
      var line = new ArrayList<String>();
      Cell first = cells.get(i);
      line.add(
          first.workload().title() + (first.carriers() == Carriers.ONE ? ", one carrier" : ""));
      cells.subList(i, i + columns).forEach(cell -> line.add(cell.text()));
      table.add(line);
    }
    return table.toString();
  }

  String listOfMisses(Misses reasons) {
    return misses().stream()
        .map(cell ->
            "- %s, %s, ÷ %s (%s): %s%n"
                .formatted(
                    cell.workload().title(),
                    Texts.carriers(cell.carriers()),
                    cell.rival().title(),
                    cell.opponent().map(Contender::title).orElse(""),
                    reasons.reason(cell.workload(), cell.carriers(), cell.rival())))
        .collect(Collectors.joining());
  }
}
