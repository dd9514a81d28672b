package dev.csp.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.math.Quantiles;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.report.Measurement;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The Go program, built once and then run once for each fork. */
final class GoProgram {
  private final Path program;
  private final String version;

  private GoProgram(Path program, String version) {
    this.program = program;
    this.version = version;
  }

  /** Builds it, if there is a {@code go} on the path. */
  static Optional<GoProgram> build(Path sources, Path folder)
      throws IOException, InterruptedException {
    Optional<Path> go = onPath();
    if (go.isEmpty()) {
      return Optional.empty();
    }
    Path program = folder.toAbsolutePath().resolve("go-benchmarks");
    Files.createDirectories(program.getParent());
    output(
        new ProcessBuilder(go.get().toString(), "build", "-o", program.toString(), ".")
            .directory(sources.toFile()));
    String version = output(new ProcessBuilder(go.get().toString(), "env", "GOVERSION")).strip();
    return Optional.of(new GoProgram(program, version));
  }

  private static Optional<Path> onPath() {
    String path = System.getenv("PATH");
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(path == null ? "" : path)
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  String version() {
    return version;
  }

  Measurement run(Workload workload, Carriers carriers, int round, Timing timing)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("-warmups=" + timing.warmups());
    command.add("-iterations=" + timing.iterations());
    command.add("-warmup=" + timing.warmupMillis() + "ms");
    command.add("-time=" + timing.millis() + "ms");
    command.add("-operations=" + workload.operations());
    command.addAll(workload.go());
    var builder = new ProcessBuilder(command);
    builder.environment().put("GOMAXPROCS", Integer.toString(carriers.count()));
    return parse(output(builder), workload, carriers, round);
  }

  /** A line for each iteration: nanoseconds, operations, bytes, nanoseconds of CPU time. */
  static Measurement parse(String output, Workload workload, Carriers carriers, int round) {
    var nanos = new ArrayList<Double>();
    double operations = 0;
    double bytes = 0;
    double cpuNanos = 0;
    for (String line : output.lines().toList()) {
      List<Double> fields = Splitter.on(' ').splitToStream(line).map(Double::parseDouble).toList();
      nanos.add(fields.get(0) / fields.get(1));
      operations += fields.get(1);
      bytes += fields.get(2);
      cpuNanos += fields.get(3);
    }
    return new Measurement(
        round,
        carriers,
        workload.title(),
        Contender.GO,
        Quantiles.median().compute(nanos),
        Collections.min(nanos),
        Collections.max(nanos),
        bytes / operations,
        cpuNanos / operations);
  }

  /** What a program prints; what it complains of goes to our own standard error. */
  private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output;
    try (var stream = process.getInputStream()) {
      output = new String(stream.readAllBytes(), UTF_8);
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", builder.command()) + " ended with status " + status);
    }
    return output;
  }
}
