package dev.csp.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What stands above every table: where, with what, and how busy the machine was meanwhile. */
final class Machine {
  private static final double GIGABYTE = 1 << 30;

  private final double loadAtStart = load();
  private double highestLoad = loadAtStart;

  /** Looks at the load again. */
  void look() {
    highestLoad = Math.max(highestLoad, load());
  }

  ImmutableList<String> conditions(String commit, String go) throws IOException {
    var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return ImmutableList.of(
        "Commit " + commit + ", JDK %s (%s)".formatted(vm("version"), vm("vendor")),
        String.format(
            Locale.ROOT,
            "%s, %d processors, %.0f GB, %s %s",
            processor(),
            bean.getAvailableProcessors(),
            bean.getTotalMemorySize() / GIGABYTE,
            bean.getName(),
            bean.getArch()),
        versions() + ", " + go,
        String.format(
            Locale.ROOT,
            "Load (of all programs, over a minute) %.1f at the start, %.1f at most; ours alone is about the number of processors",
            loadAtStart,
            highestLoad),
        "Default carriers: %d. Kotlin's default dispatcher, core.async's go blocks and GOMAXPROCS have as many threads."
            .formatted(bean.getAvailableProcessors()));
  }

  private static String vm(String property) {
    return System.getProperty("java.vm." + property);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "unknown processor";
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> Splitter.on(':').limit(2).trimResults().splitToList(line))
        .map(List::getLast)
        .findFirst()
        .orElse("unknown processor");
  }

  private static String versions() throws IOException {
    var versions = new Properties();
    try (var stream = Machine.class.getResourceAsStream("versions.properties")) {
      if (stream == null) {
        throw new IOException("versions.properties is missing from the class path");
      }
      versions.load(new InputStreamReader(stream, UTF_8));
    }
    return new TreeMap<>(versions)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
