package dev.csp.guide;

import dev.csp.channels.Channel;
import dev.csp.diagnosis.BlockedGoroutine;
import dev.csp.diagnosis.GoroutineListener;
import dev.csp.diagnosis.Goroutines;
import dev.csp.diagnosis.GoroutinesMXBean;
import dev.csp.diagnosis.LeakDetector;
import dev.csp.diagnosis.RecordingSummary;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import jdk.jfr.Recording;

/** The page on operations. */
final class Operations {
  private Operations() {}

  static void prepare(Consumer<String> log) {
    // @start region="prepare"
    // at the start of main, before anything else
    LeakDetector.enable();
    LeakDetector.onLeak(leak -> log.accept("goroutine leak\n" + leak));
    Goroutines.registerMXBean();
    log.accept("leak detection: " + LeakDetector.status());
    // @end
  }

  /** What the page shows of a leak; in a virtual machine of its own. */
  @SuppressWarnings("SystemGC") // a real program need not, and should not
  public static void main(String[] args) throws InterruptedException {
    prepare(System.out::println);
    ask(Channel.unbuffered("answer"));
    await(() -> {
      System.gc();
      return LeakDetector.count() > 0;
    });
  }

  static String ask() throws MalformedObjectNameException {
    // @start region="jmx"
    MBeanServerConnection server = ManagementFactory.getPlatformMBeanServer(); // or a remote one
    GoroutinesMXBean goroutines =
        JMX.newMXBeanProxy(
            server, new ObjectName("dev.csp:type=Goroutines"), GoroutinesMXBean.class);
    String dump = goroutines.dump();
    // @end
    return dump;
  }

  // @start region="forgotten"
  /** The answer of an hour ago, for which nobody waits any more. */
  static Goroutine ask(Channel<String> answer) {
    return Go.go("asks", () -> answer.send("42"));
  }

  // @end

  /** What the page shows of a goroutine that is blocked. */
  static String blocked() throws InterruptedException {
    Channel<String> answer = Channel.unbuffered("answer");
    Goroutine asks = ask(answer);
    await(() -> isBlocked(asks, Duration.ZERO));
    String text = textOf(Goroutines.blockedLongerThan(Duration.ZERO));
    answer.receive();
    asks.join();
    return text;
  }

  private static String textOf(List<BlockedGoroutine> stuck) {
    StringBuilder log = new StringBuilder();
    report(stuck, log::append);
    return log.toString()
        .lines()
        .filter(line -> !line.startsWith("\tat "))
        .reduce("", (text, line) -> text + line + "\n");
  }

  private static void report(List<BlockedGoroutine> stuck, Consumer<String> log) {
    for (BlockedGoroutine goroutine : stuck) {
      log.accept(goroutine + "\n");
    }
  }

  static void watch(Consumer<String> log) {
    // @start region="blocked"
    for (BlockedGoroutine goroutine : Goroutines.blockedLongerThan(Duration.ofMinutes(5))) {
      log.accept(goroutine.toString());
    }
    // @end
  }

  static void kitchen() throws InterruptedException {
    // @start region="kitchen"
    Channel<String> orders = Channel.unbuffered("orders");
    Goroutine cook = Go.go("cook", orders::receive);
    await(() -> isBlocked(cook, Duration.ofMillis(250)));
    orders.send("soup");
    orders.close();
    // @end
    await(cook::isDone);
  }

  /** Records the kitchen, and a goroutine that is stuck. */
  static void record(Path file) throws IOException, InterruptedException {
    Channel<String> answer = Channel.unbuffered("answer");
    // @start region="record"
    try (Recording recording = new Recording()) {
      recording.enable("dev.csp.GoroutineStart"); // there may be millions, so off by default
      recording.enable("dev.csp.GoroutineEnd");
      recording.start();
      Goroutine asks = ask(answer);
      kitchen();
      await(() -> isBlocked(asks, Duration.ofMillis(200)));
      recording.dump(file);
    }
    // @end
    answer.receive();
    await(() -> Go.count() == 0);
  }

  static String summary() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("kitchen");
    Path file = folder.resolve("kitchen.jfr");
    try {
      record(file);
      return RecordingSummary.of(file).toString();
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  // @start region="metrics"
  /** Meters of goroutines and channels. */
  static final class GoroutineMeters implements GoroutineListener {
    private final MeterRegistry registry;

    GoroutineMeters(MeterRegistry registry) {
      this.registry = registry;
      Gauge.builder("goroutines.live", Go::count).register(registry);
    }

    @Override
    public void waited(String reason, List<String> channels, long nanos) {
      registry.timer("goroutines.waits", "reason", reason).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void undelivered(String channel, int count) {
      registry.counter("channels.undelivered", "channel", channel).increment(count);
    }

    @Override
    public void leaked(BlockedGoroutine goroutine) {
      registry.counter("goroutines.leaked", "started", goroutine.startedAt()).increment();
    }
  }

  // @end

  static GoroutineMeters measure(MeterRegistry registry) {
    // @start region="bind"
    GoroutineMeters meters = new GoroutineMeters(registry);
    Goroutines.addListener(meters);
    // @end
    return meters;
  }

  private static boolean isBlocked(Goroutine goroutine, Duration atLeast) {
    return Goroutines.blockedLongerThan(atLeast).stream()
        .anyMatch(blocked -> blocked.id() == goroutine.id());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Go.sleep(Duration.ofMillis(1));
    }
  }
}
