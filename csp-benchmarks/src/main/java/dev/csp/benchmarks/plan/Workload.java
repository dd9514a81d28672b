package dev.csp.benchmarks.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import dev.csp.benchmarks.peers.Ability;
import dev.csp.benchmarks.peers.Contender;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A workload: a benchmark of {@code dev.csp.benchmarks.workloads} with its capacity.
 *
 * @param family where it belongs
 * @param title its name, for tables and for the command line
 * @param operation what one operation is
 * @param benchmark the class of the benchmark
 * @param method the method of the benchmark
 * @param parameters the parameters of the benchmark but the contender
 * @param needs what a contender must be able to do
 * @param onCaller whether it runs on the calling thread alone, whatever the carriers are
 * @param go the name of the workload in the Go program, and its sizes; empty if it is not there
 * @param targets the ratios that are asked for
 */
public record Workload(
    Family family,
    String title,
    String operation,
    Class<?> benchmark,
    String method,
    ImmutableMap<String, String> parameters,
    ImmutableSet<Ability> needs,
    boolean onCaller,
    ImmutableList<String> go,
    ImmutableTable<Carriers, Rival, Double> targets) {

  private static final int MOST_OPERATIONS_OF_SUBSET = 200_000;

  /** Whether a contender takes part. */
  public boolean has(Contender contender) {
    return contender.isAble(needs) && (contender != Contender.GO || !go.isEmpty());
  }

  /** Those that take part. */
  public ImmutableList<Contender> contenders() {
    return Arrays.stream(Contender.values())
        .filter(this::has)
        .collect(ImmutableList.toImmutableList());
  }

  /** The abilities that a contender lacks for this. */
  public Stream<Ability> missing(Contender contender) {
    return needs.stream().filter(ability -> !contender.isAble(ImmutableSet.of(ability)));
  }

  /** The ratio asked for, if one is. */
  public OptionalDouble target(Carriers carriers, Rival rival) {
    Double target = targets.get(carriers, rival);
    return target == null ? OptionalDouble.empty() : OptionalDouble.of(target);
  }

  /** Whether a ratio to this contender, or of it to others, is asked for. */
  public boolean isTargeted(Carriers carriers, Contender contender) {
    return contender.isLibrary()
        ? targets.containsRow(carriers)
        : targets.row(carriers).keySet().stream().anyMatch(rival -> rival.includes(contender));
  }

  /** Whether it is measured when there is little time: a ratio is asked for, and it is not slow. */
  public boolean isInSubset() {
    return !targets.isEmpty() && operations() <= MOST_OPERATIONS_OF_SUBSET;
  }

  /** How many operations one batch has. */
  public int operations() {
    return benchmarkMethod().getAnnotation(OperationsPerInvocation.class).value();
  }

  /** The method of the benchmark. */
  public Method benchmarkMethod() {
    return Arrays.stream(benchmark.getMethods())
        .filter(candidate -> candidate.getName().equals(method))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no benchmark " + method + " in " + benchmark));
  }

  @Override
  public String toString() {
    return title;
  }
}
