package dev.csp.verification.litmus;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the litmus tests, and judges. jcstress alone would be content if it had run nothing.
 *
 * <p>First the controls: each must fail. Then the rules: each must have been run, and none may
 * fail.
 */
public final class Litmus {
  private static final Pattern FAILURE =
      Pattern.compile("\\[(?:FAILED|ERROR)] +(dev\\.csp\\.\\S+)");
  private static final Pattern COUNTS =
      Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed");
  private static final Pattern ENTRY = Pattern.compile("JCTEST(\\d+)S");
  private static final String PACKAGE = "dev.csp.verification.litmus.";

  private final SortedSet<String> run = new TreeSet<>();
  private final SortedSet<String> failed = new TreeSet<>();
  private String counts = "nothing";
  private boolean allPassed;

  private Litmus() {}

  /**
   * Runs them.
   *
   * @param args the mode of jcstress (sanity, quick, default, tough or stress), and a folder for
   *     the reports
   * @throws IOException if jcstress cannot be started
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    String mode = args[0];
    Path reports = Path.of(args[1]);
    List<String> complaints = new ArrayList<>();

    SortedSet<String> controls = tests("controls");
    Litmus faulty = jcstress(mode, "controls", reports);
    for (String control : controls) {
      if (!faulty.failed.contains(control)) {
        complaints.add("the fault of " + control + " has not been found");
      }
    }

    SortedSet<String> rules = tests("rules");
    Litmus ours = jcstress(mode, "rules", reports);
    for (String rule : rules) {
      if (!ours.run.contains(rule)) {
        complaints.add(
            rule + " has not been run: jcstress needs as many processors as a test has actors");
      }
    }
    if (!ours.allPassed) {
      complaints.add("not all rules have passed: " + ours.counts + ", failed: " + ours.failed);
    }

    System.out.printf(
        "litmus: %d of %d controls found, %d of %d rules run, %s%n",
        faulty.failed.size(), controls.size(), ours.run.size(), rules.size(), ours.counts);
    complaints.forEach(complaint -> System.out.println("litmus: " + complaint));
    if (controls.isEmpty() || rules.isEmpty()) {
      System.out.println("litmus: there are no tests; were they compiled with -Plitmus?");
      System.exit(1);
    }
    System.exit(complaints.isEmpty() ? 0 : 1);
  }

  /** The tests that the annotation processor has found. */
  private static SortedSet<String> tests(String part) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (var list = Litmus.class.getResourceAsStream("/META-INF/TestList")) {
      if (list != null) {
        String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
        Matcher entry = ENTRY.matcher(text); // the name's length stands before the name
        while (entry.find()) {
          int end = entry.end() + Integer.parseInt(entry.group(1));
          String name = text.substring(entry.end(), end);
          if (name.startsWith(PACKAGE + part + ".")) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static Litmus jcstress(String mode, String part, Path reports)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(reports.resolve(part)).toAbsolutePath();
    clear(folder);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-m",
                mode,
                "-sc", // the actors of a test in one mode of compilation: a quarter of the forks
                "false",
                "-t",
                Pattern.quote(PACKAGE + part + "."),
                "-r",
                folder.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    Litmus seen = new Litmus();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        seen.note(line);
      }
    }
    int unused = process.waitFor(); // it fails when a control does its duty
    seen.noteReports(folder, tests(part));
    return seen;
  }

  private void note(String line) {
    Matcher failure = FAILURE.matcher(line);
    if (failure.find()) {
      failed.add(failure.group(1));
    }
    Matcher seen = COUNTS.matcher(line);
    if (seen.find()) {
      counts = seen.group(2) + " of " + seen.group(1) + " runs passed";
      allPassed = !seen.group(1).equals("0") && seen.group(1).equals(seen.group(2));
    }
  }

  /** jcstress names only what fails; but it writes a report of everything that it has run. */
  private void noteReports(Path folder, Set<String> tests) {
    for (String test : tests) {
      if (Files.exists(folder.resolve(test + ".html"))) {
        run.add(test);
      }
    }
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
  }
}
