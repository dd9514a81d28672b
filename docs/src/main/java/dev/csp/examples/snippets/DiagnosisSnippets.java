package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.diagnosis.BlockedGoroutine;
import dev.csp.diagnosis.GoroutineListener;
import dev.csp.diagnosis.Goroutines;
import dev.csp.diagnosis.LeakDetector;
import dev.csp.diagnosis.RecordingSummary;
import dev.csp.go.Go;
import dev.csp.go.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import jdk.jfr.Recording;

/** Asking a program about its goroutines. */
final class DiagnosisSnippets {
  private DiagnosisSnippets() {}

  // @start region="leaks"
  static void watchForLeaks(Consumer<String> log) {
    if (!LeakDetector.enable()) { // at the start of main
      log.accept("no leak detection; it is " + LeakDetector.status());
    }
    LeakDetector.onLeak(leak -> log.accept("blocked for ever:\n" + leak));
  }

  /** Nobody receives the answer if the caller has not waited for it. */
  static void forgottenAnswer() {
    Channel<String> answer = Channel.unbuffered("answer");
    Go.go("asks", () -> answer.send("42"));
  }

  // @end

  // @start region="listener"
  /** How long senders and receivers wait on each channel, and how many goroutines are lost. */
  static final class Waits implements GoroutineListener {
    private final ConcurrentMap<String, LongAdder> nanosByChannel = new ConcurrentHashMap<>();
    private final LongAdder leaks = new LongAdder();

    @Override
    public void waited(String reason, List<String> channels, long nanos) {
      for (String channel : channels) {
        nanosByChannel.computeIfAbsent(channel, name -> new LongAdder()).add(nanos);
      }
    }

    @Override
    public void leaked(BlockedGoroutine goroutine) {
      leaks.increment();
    }
  }

  // @end

  static void manage() {
    // @start region="jmx"
    Goroutines.registerMXBean(); // at the start of main; then ask for dev.csp:type=Goroutines
    // @end
  }

  // @start region="recording"
  static String summaryOf(Path file, Task work) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("dev.csp.GoroutineStart"); // off by default, like the end
      recording.enable("dev.csp.GoroutineEnd");
      recording.enable("dev.csp.Blocked").withThreshold(Duration.ofMillis(5));
      recording.start();
      work.run();
      recording.dump(file);
    }
    return RecordingSummary.of(file).toString();
  }

  // @end

  static List<BlockedGoroutine> blocked(Consumer<String> log) {
    // @start region="blocked"
    List<BlockedGoroutine> stuck = Goroutines.blockedLongerThan(Duration.ofMinutes(5));
    for (BlockedGoroutine goroutine : stuck) {
      log.accept(
          goroutine.name()
              + " has waited for "
              + goroutine.blockedFor().toMinutes()
              + " minutes: "
              + goroutine.operation()
              + ", started at "
              + goroutine.startedAt());
    }
    // @end
    return stuck;
  }
}
