package dev.csp.diagnosis;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What a recording of the Flight Recorder says about goroutines and channels, for reading: the
 * busiest channels, the longest waits, and who never ran again. {@code toString} is the text.
 *
 * {@snippet file="dev/csp/examples/snippets/DiagnosisSnippets.java" region="recording"}
 *
 * <p>From a command line: {@code java -cp csp-channels.jar dev.csp.diagnosis.RecordingSummary
 * FILE.jfr}. A recording has a wait only when that is over and was as long as the threshold of its
 * event, 20 ms if nobody has changed it. Those that were not over are seen at the end of each chunk
 * of the recording, the last time when it was stopped or dumped.
 */
public final class RecordingSummary {
  private static final int MOST = 10;

  private static final class Traffic {
    private final String name;
    private long waits;
    private long nanos;
    private long longest;
    private long closes;
    private long undelivered;

    Traffic(String name) {
      this.name = name;
    }

    void waited(long duration) {
      waits++;
      nanos += duration;
      longest = Math.max(longest, duration);
    }
  }

  private record Wait(long nanos, String goroutine, String operation, @Nullable String frame) {}

  private record Stuck(
      long look, long id, String goroutine, long nanos, String operation, String startedAt) {}

  private final Path file;
  private final Map<String, Traffic> channels = new HashMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private final List<Stuck> stuck = new ArrayList<>();
  private final List<Stuck> leaks = new ArrayList<>();
  private final Map<Long, Instant> lastSeen = new HashMap<>();
  private final Map<Long, Instant> lastStuck = new HashMap<>();
  private long starts;
  private long ends;
  private @Nullable Instant first;
  private @Nullable Instant last;

  private RecordingSummary(Path file) {
    this.file = file;
  }

  /**
   * Reads a recording.
   *
   * @param file a file that the Flight Recorder has written
   * @return its summary
   * @throws IOException if the file cannot be read, or is no recording
   * @throws NullPointerException if {@code file} is null
   */
  public static RecordingSummary of(Path file) throws IOException {
    RecordingSummary summary = new RecordingSummary(requireNonNull(file, "file"));
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        summary.add(recording.readEvent());
      }
    }
    return summary;
  }

  /**
   * Prints the summary of a recording.
   *
   * @param args the file
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** What {@link #main} does; answers the exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length != 1 || args[0].startsWith("-")) {
      err.println("usage: RecordingSummary FILE.jfr");
      return 2;
    }
    try {
      Path file = Path.of(args[0]);
      if (!Files.isRegularFile(file)) {
        err.println("there is no file " + file);
        return 2;
      }
      out.print(of(file));
      return 0;
    } catch (IOException e) {
      err.println("cannot read " + args[0] + ": " + e.getMessage());
      return 2;
    }
  }

  private void add(RecordedEvent event) {
    if (first == null || event.getStartTime().isBefore(first)) {
      first = event.getStartTime();
    }
    if (last == null || event.getEndTime().isAfter(last)) {
      last = event.getEndTime();
    }
    switch (event.getEventType().getName()) {
      case "dev.csp.GoroutineStart" -> starts++;
      case "dev.csp.GoroutineEnd" -> {
        ends++;
        seen(event);
      }
      case "dev.csp.Blocked", "dev.csp.SelectWait" -> {
        seen(event);
        addWait(event);
      }
      case "dev.csp.ChannelClose" -> {
        seen(event);
        traffic(event.getString("channel")).closes++;
      }
      case "dev.csp.Undelivered" -> {
        seen(event);
        traffic(event.getString("channel")).undelivered += event.getInt("count");
      }
      case "dev.csp.StillBlocked" -> {
        stuck.add(stuck(event, event.getLong("look")));
        lastStuck.put(event.getLong("goroutine"), event.getStartTime());
      }
      case "dev.csp.GoroutineLeak" -> leaks.add(stuck(event, 0));
      default -> {} // somebody else's
    }
  }

  /** A goroutine has run. */
  private void seen(RecordedEvent event) {
    lastSeen.merge(event.getLong("goroutine"), event.getEndTime(), (a, b) -> a.isAfter(b) ? a : b);
  }

  private Traffic traffic(String channel) {
    return channels.computeIfAbsent(channel, Traffic::new);
  }

  private void addWait(RecordedEvent event) {
    long nanos = event.getDuration().toNanos();
    String names = event.getString("channels");
    for (String channel :
        names.isEmpty() ? List.<String>of() : List.of(names.split("(?<=\\)), "))) {
      traffic(channel).waited(nanos);
    }
    String reason = event.getString("reason");
    if (reason.equals("sleep")) {
      return; // as long as it was meant to be
    }
    String outcome = event.getString("outcome");
    waits.add(
        new Wait(
            nanos,
            goroutine(event),
            reason
                + (names.isEmpty() ? "" : " on " + names)
                + (outcome.equals("done") ? "" : ", " + outcome),
            place(event.getStackTrace())));
  }

  private static String goroutine(RecordedEvent event) {
    long id = event.getLong("goroutine");
    String name = event.getString("name");
    return id == 0 ? "thread " + name : "goroutine " + id + " [" + name + "]";
  }

  private static Stuck stuck(RecordedEvent event, long look) {
    return new Stuck(
        look,
        event.getLong("goroutine"),
        goroutine(event),
        event.getLong("blockedFor"),
        event.getString("operation"),
        event.getString("startedAt"));
  }

  /** The line of the program that waited. */
  private static @Nullable String place(@Nullable RecordedStackTrace stack) {
    if (stack == null) {
      return null;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (frame.isJavaFrame() && !isLibrary(type)) {
        String method = frame.getMethod().getName().replaceAll("lambda\\$(.*)\\$\\d+", "$1");
        return type + "." + method + ":" + frame.getLineNumber();
      }
    }
    return null;
  }

  private static boolean isLibrary(String type) {
    return type.contains("$$Lambda") // its name is another in each run
        || type.matches(
            "(java|jdk)\\..*|dev\\.csp\\.(channels|go|select|context|patterns|pipeline|sync|bridge)\\..*");
  }

  /** Those that were blocked at the last look and have not been heard of since, longest first. */
  private List<Stuck> neverRanAgain() {
    long lastLook = stuck.stream().mapToLong(Stuck::look).max().orElse(0);
    Set<Long> ids = new HashSet<>();
    return stuck.stream()
        .filter(blocked -> blocked.look() == lastLook && ids.add(blocked.id()))
        .filter(blocked -> {
          Instant seen = lastSeen.get(blocked.id());
          return seen == null || !seen.isAfter(requireNonNull(lastStuck.get(blocked.id())));
        })
        .sorted(comparingLong(Stuck::nanos).reversed().thenComparingLong(Stuck::id))
        .toList();
  }

  /**
   * Returns the text.
   *
   * @return some lines
   */
  @Override
  public String toString() {
    var text = new StringBuilder();
    Duration length = first == null || last == null ? Duration.ZERO : Duration.between(first, last);
    text.append(file.getFileName()).append(", ").append(describe(length.toNanos())).append('\n');
    if (starts + ends > 0) {
      text.append(starts + " goroutines started, " + ends + " ended\n");
    }
    appendChannels(text);
    appendWaits(text);
    appendStuck(text, "Never ran again before the recording ended", neverRanAgain());
    appendStuck(text, "Blocked for ever, and reclaimed", leaks);
    return text.toString();
  }

  private static void appendTitle(StringBuilder text, String title, int shown, int all) {
    text.append('\n').append(title);
    text.append(shown < all ? " (" + shown + " of " + all + ")\n" : "\n");
    if (all == 0) {
      text.append("  none\n");
    }
  }

  private void appendChannels(StringBuilder text) {
    List<Traffic> busiest =
        channels.values().stream()
            .sorted(
                comparingLong((Traffic traffic) -> traffic.nanos)
                    .reversed()
                    .thenComparing(traffic -> traffic.name))
            .toList();
    appendTitle(
        text,
        "Busiest channels, by the time that was waited for them",
        Math.min(MOST, busiest.size()),
        busiest.size());
    for (Traffic traffic : busiest.subList(0, Math.min(MOST, busiest.size()))) {
      text.append("  ").append(traffic.name).append(": ").append(count(traffic.waits, "wait"));
      if (traffic.waits > 0) {
        text.append(", ").append(describe(traffic.nanos));
        text.append(" in all, the longest ").append(describe(traffic.longest));
      }
      if (traffic.closes > 0) {
        text.append(", closed");
      }
      if (traffic.undelivered > 0) {
        text.append(", ").append(traffic.undelivered).append(" undelivered");
      }
      text.append('\n');
    }
  }

  private void appendWaits(StringBuilder text) {
    List<Wait> longest =
        waits.stream()
            .sorted(comparingLong(Wait::nanos).reversed().thenComparing(comparing(Wait::goroutine)))
            .limit(MOST)
            .toList();
    appendTitle(text, "Longest waits", longest.size(), waits.size());
    for (Wait wait : longest) {
      text.append("  ").append(describe(wait.nanos())).append(", ").append(wait.goroutine());
      text.append(": ").append(wait.operation());
      text.append(wait.frame() == null ? "\n" : "\n    at " + wait.frame() + "\n");
    }
  }

  private static void appendStuck(StringBuilder text, String title, List<Stuck> all) {
    List<Stuck> shown = all.subList(0, Math.min(MOST, all.size()));
    appendTitle(text, title, shown.size(), all.size());
    for (Stuck blocked : shown) {
      text.append("  ").append(describe(blocked.nanos())).append(", ").append(blocked.goroutine());
      text.append(": ").append(blocked.operation());
      text.append("\n    created by ").append(blocked.startedAt()).append('\n');
    }
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** "12 ms", "1.5 s", "3.2 min". */
  private static String describe(long nanos) {
    double seconds = nanos / 1e9;
    if (seconds < 1) {
      return Math.round(seconds * 1000) + " ms";
    }
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }
}
