package dev.csp.benchmarks.run;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import dev.csp.benchmarks.report.Archive;
import dev.csp.benchmarks.report.Misses;
import dev.csp.benchmarks.report.Report;
import dev.csp.benchmarks.report.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs the benchmarks and prints the library's times beside its peers'. Only the report goes to
 * standard output; how far the run has come goes to standard error.
 */
@Command(
    name = "bin/benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Measures the library beside its peers.",
    description = {
      "Without options: everything, into docs/benchmarks, in less than half an hour.",
      "A run of a part goes into csp-benchmarks/target/benchmarks."
    })
final class Compare implements Callable<Integer> {
  /** What the regular expressions match besides the workloads. */
  private static final String HEAP = "heapPerGoroutine";

  private static final int ROUNDS = 5;
  private static final int OTHER_ROUNDS = 1;
  private static final int SUBSET_ROUNDS = 2;
  private static final Timing TIMING = new Timing(2, 200, 4, 100);
  private static final Timing SUBSET_TIMING = new Timing(2, 150, 3, 70);

  @Option(
      names = {"--subset", "--quick"},
      description =
          "Only what a ratio is asked for, and of that not the slowest; less than five minutes.")
  private boolean subset;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each fork runs that a ratio is asked for.")
  private @Nullable Integer rounds;

  @Option(names = "--millis", paramLabel = "N", description = "How long an iteration lasts.")
  private @Nullable Integer millis;

  @Option(
      names = "--carriers",
      paramLabel = "KIND",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private @Nullable Carriers carriers;

  @Option(
      names = "--against",
      paramLabel = "PEER",
      split = ",",
      description = "Only these peers: ${COMPLETION-CANDIDATES}.")
  private List<Contender> against = List.of();

  @Option(names = "--out", paramLabel = "FOLDER", description = "Where to write the report.")
  private @Nullable Path out;

  @Option(
      names = "--render",
      paramLabel = "FILE",
      description =
          "Measure nothing: make the report of an earlier run again, from its run.tsv, beside it.")
  private @Nullable Path render;

  @Option(names = "--list", description = "Name the workloads and who takes part.")
  private boolean list;

  @Parameters(
      paramLabel = "REGEX",
      description =
          "Only workloads with such a name, or with such a method; heapPerGoroutine is the heap of parked goroutines.")
  private List<Pattern> regexes = List.of();

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** The folder of this module. */
  private final Path home = Path.of(System.getProperty("csp.benchmarks.home", ""));

  Compare() {}

  /** The command line. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Compare())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Workloads.ALL.forEach(
          workload -> output().println(workload + ": " + names(workload.contenders())));
      return CommandLine.ExitCode.OK;
    }
    if (render != null) {
      Path beside = requireNonNull(render.toAbsolutePath().getParent());
      report(Archive.read(render), out != null ? out : beside);
      return CommandLine.ExitCode.OK;
    }
    checkAtLeastOne("--rounds", rounds);
    checkAtLeastOne("--millis", millis);
    boolean heap = !subset && matches(HEAP);
    if (workloads().isEmpty() && !heap) {
      errors().println("bin/benchmark: no workload has such a name; --list names them");
      return CommandLine.ExitCode.USAGE;
    }
    return measure(heap);
  }

  /** The forks that the options ask for. */
  Plan plan() {
    return Plan.of(
        workloads(),
        contenders(),
        carriers != null ? List.of(carriers) : Carriers.onThisMachine(),
        rounds(),
        otherRounds());
  }

  /** How long each of them takes. */
  Timing timing() {
    Timing standard = subset ? SUBSET_TIMING : TIMING;
    return millis != null ? standard.withMillis(millis) : standard;
  }

  private int rounds() {
    return rounds != null ? rounds : subset ? SUBSET_ROUNDS : ROUNDS;
  }

  private int otherRounds() {
    return subset ? 0 : isWhole() ? OTHER_ROUNDS : rounds();
  }

  private int measure(boolean heap) throws IOException, InterruptedException {
    var settings =
        "%d rounds with a fork each (%d where no ratio is asked for), of %s"
            .formatted(rounds(), otherRounds(), timing());
    Path target = home.resolve("target/benchmarks");
    Path folder = out != null ? out : isWhole() ? docs() : target;
    Path archive = folder.resolve("run.tsv");
    var go = GoProgram.build(home.resolve("src/main/go"), target);
    var session = new Session(plan(), timing(), go, archive, settings);
    session.forks();
    if (heap) {
      session.heaps();
    }
    Run run = session.result();
    Archive.write(run, archive);
    report(run, folder);
    return session.hasFailed() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private void report(Run run, Path folder) throws IOException {
    Path misses = docs().resolve("misses.tsv");
    var report = new Report(run, Files.exists(misses) ? Misses.read(misses) : Misses.none());
    report.write(folder);
    output().print(report.markdown());
    output().flush();
    errors().println("The report is in " + folder.normalize());
  }

  private Path docs() {
    return home.resolve("../docs/benchmarks");
  }

  /** Whether this is the run whose report is kept. */
  private boolean isWhole() {
    return !subset
        && regexes.isEmpty()
        && against.isEmpty()
        && carriers == null
        && rounds == null
        && millis == null;
  }

  private List<Workload> workloads() {
    return Workloads.ALL.stream()
        .filter(workload -> matches(workload.title()) || matches(workload.method()))
        .filter(workload -> !subset || workload.isInSubset())
        .toList();
  }

  private boolean matches(String name) {
    return regexes.isEmpty() || regexes.stream().anyMatch(regex -> regex.matcher(name).find());
  }

  private ImmutableSet<Contender> contenders() {
    var peers = against.isEmpty() ? EnumSet.allOf(Contender.class) : EnumSet.copyOf(against);
    peers.add(Contender.CHANNEL);
    peers.add(Contender.SELECTOR);
    return Sets.immutableEnumSet(peers);
  }

  private static String names(List<Contender> contenders) {
    return contenders.stream().map(Contender::title).collect(Collectors.joining(", "));
  }

  private void checkAtLeastOne(String option, @Nullable Integer number) {
    if (number != null && number < 1) {
      throw new ParameterException(commandLine(), option + " must be >= 1, was " + number);
    }
  }

  private PrintWriter output() {
    return commandLine().getOut();
  }

  private PrintWriter errors() {
    return commandLine().getErr();
  }

  private CommandLine commandLine() {
    return requireNonNull(spec, "spec").commandLine();
  }
}
