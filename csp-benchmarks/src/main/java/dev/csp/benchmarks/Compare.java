package dev.csp.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/*
 * Runs the benchmarks and prints the library's times beside its peers'. Only the report goes to standard output.
 *
 * A run is so many rounds; a round forks each case once, on the default number of carriers and then on one. JMH's own forks would run one
 * side five times and then the other: on a machine that changes its speed meanwhile, that compares two machines.
 *
 * The score of a fork is the median of its iterations.
 */
final class Compare {
  private static final String USAGE =
      """
      usage: bin/benchmark [--quick] [--rounds N] [--millis N] [--out FILE] [REGEX...]
        --quick     3 rounds of short iterations instead of 5 of long ones
        --rounds N  how many times each case is forked
        --millis N  how long an iteration lasts
        --out FILE  where to write the report, besides standard output
        REGEX       the benchmarks to run, by name; also heapPerGoroutine. None: all
      """;

  private static final String HEAP = "heapPerGoroutine";

  /** What the command line asks for. */
  private record Settings(
      int rounds, int iterations, int millis, @Nullable Path out, List<Pattern> regexes) {
    static Settings parse(List<String> arguments) {
      boolean quick = arguments.contains("--quick");
      int rounds = quick ? 3 : 5;
      int iterations = quick ? 4 : 5;
      int millis = quick ? 200 : 500;
      Path out = null;
      var regexes = new ArrayList<Pattern>();
      var rest = arguments.iterator();
      while (rest.hasNext()) {
        String argument = rest.next();
        switch (argument) {
          case "--quick" -> {}
          case "--rounds" -> rounds = positive(argument, rest.hasNext() ? rest.next() : "");
          case "--millis" -> millis = positive(argument, rest.hasNext() ? rest.next() : "");
          case "--out" -> {
            if (!rest.hasNext()) {
              throw new IllegalArgumentException("--out needs a file");
            }
            out = Path.of(rest.next());
          }
          default -> {
            if (argument.startsWith("-")) {
              throw new IllegalArgumentException("there is no option " + argument);
            }
            regexes.add(Pattern.compile(argument));
          }
        }
      }
      return new Settings(rounds, iterations, millis, out, List.copyOf(regexes));
    }

    private static int positive(String option, String number) {
      if (!number.matches("[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException(
            option + " needs a whole number from 1, was \"" + number + "\"");
      }
      return Integer.parseInt(number);
    }

    boolean wantsHeap() {
      return regexes.isEmpty() || regexes.stream().anyMatch(regex -> regex.matcher(HEAP).find());
    }
  }

  /** On how many threads virtual threads run. */
  private enum Carriers {
    DEFAULT,
    ONE;

    static List<Carriers> toMeasure() {
      return Runtime.getRuntime().availableProcessors() == 1 ? List.of(ONE) : List.of(values());
    }

    String title() {
      return switch (this) {
        case DEFAULT -> Integer.toString(Runtime.getRuntime().availableProcessors());
        case ONE -> "1";
      };
    }

    List<String> jvmArguments() {
      return switch (this) {
        case DEFAULT -> List.of();
        case ONE -> List.of("-Djdk.virtualThreadScheduler.parallelism=1");
      };
    }
  }

  private Compare() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    Settings settings;
    try {
      settings = Settings.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("bin/benchmark: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    try {
      var report = run(settings).toMarkdown();
      System.out.print(report);
      if (settings.out() != null) {
        Files.writeString(settings.out(), report);
      }
    } catch (NoBenchmarksException e) {
      System.err.println("bin/benchmark: no benchmark has such a name");
      System.exit(2);
    } catch (RunnerException | IOException e) {
      System.err.println("bin/benchmark: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Report run(Settings settings)
      throws RunnerException, IOException, InterruptedException {
    var report = new Report(conditions(settings));
    boolean found = true;
    for (int round = 1; found && round <= settings.rounds(); round++) {
      for (Carriers carriers : Carriers.toMeasure()) {
        try {
          for (RunResult result : round(settings, round, carriers)) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
              report.add(score(round, carriers, fork));
            }
          }
        } catch (NoBenchmarksException e) {
          if (!settings.wantsHeap()) {
            throw e;
          }
          found = false;
          break;
        }
      }
    }
    if (settings.wantsHeap()) {
      for (HeapPerGoroutine.Kind kind : HeapPerGoroutine.Kind.values()) {
        System.err.println("heap: " + kind.title());
        report.add(new Report.Heap(kind, HeapPerGoroutine.measure(kind, HeapPerGoroutine.THREADS)));
      }
    }
    return report;
  }

  private static Iterable<RunResult> round(Settings settings, int round, Carriers carriers)
      throws RunnerException {
    TimeValue time = TimeValue.milliseconds(settings.millis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(settings.iterations())
            .warmupTime(time)
            .measurementIterations(settings.iterations())
            .measurementTime(time)
            .shouldFailOnError(true)
            .jvmArgsAppend(carriers.jvmArguments().toArray(String[]::new));
    settings.regexes().forEach(regex -> options.include(regex.pattern()));
    String prefix =
        "round " + round + " of " + settings.rounds() + ", carriers " + carriers.title() + ": ";
    // What JMH has to say matters only if it fails.
    var log = new ByteArrayOutputStream();
    var stream = new PrintStream(log, true, StandardCharsets.UTF_8);
    try {
      return new Runner(options.build(), progress(prefix, stream)).run();
    } catch (NoBenchmarksException e) {
      throw e;
    } catch (RunnerException e) {
      System.err.print(log.toString(StandardCharsets.UTF_8));
      throw e;
    }
  }

  /** JMH's own format, which also tells standard error of each case that has ended. */
  private static OutputFormat progress(String prefix, PrintStream log) {
    OutputFormat format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
    return (OutputFormat)
        Proxy.newProxyInstance(
            Compare.class.getClassLoader(),
            new Class<?>[] {OutputFormat.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("endBenchmark")
                  && arguments[0] instanceof BenchmarkResult fork) {
                System.err.printf(
                    Locale.ROOT,
                    "%s%s %s %.1f ns%n",
                    prefix,
                    workload(fork),
                    contender(fork).title(),
                    nanos(fork));
              }
              try {
                return method.invoke(format, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  private static Report.Score score(int round, Carriers carriers, BenchmarkResult fork) {
    return new Report.Score(round, carriers.title(), workload(fork), contender(fork), nanos(fork));
  }

  /** The name of the method, and every parameter but the contender. */
  private static String workload(BenchmarkResult fork) {
    var params = fork.getParams();
    var name = new StringBuilder(params.getBenchmark().replaceFirst(".*\\.", ""));
    for (String key : params.getParamsKeys()) {
      if (!key.equals("contender")) {
        name.append(", ").append(key).append(" ").append(params.getParam(key));
      }
    }
    return name.toString();
  }

  private static Contender contender(BenchmarkResult fork) {
    return Contender.valueOf(fork.getParams().getParam("contender"));
  }

  private static double nanos(BenchmarkResult fork) {
    return fork.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static String conditions(Settings settings) {
    int iterations = settings.iterations();
    return String.format(
        Locale.ROOT,
        "JDK %s (%s), %s %s, %d processors, load %.1f at the start, commit %s.%n"
            + "Rounds: %d; in each of them one fork per case, %d warm-ups and %d measurements of %d ms.",
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.vendor"),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("csp.benchmarks.commit", "unknown"),
        settings.rounds(),
        iterations,
        iterations,
        settings.millis());
  }
}
