package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Timer;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Guard.class)
final class DumpTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** The block of one goroutine. */
  private static String block(Goroutine goroutine) {
    List<String> blocks =
        Pattern.compile("\n\n")
            .splitAsStream(Go.dump())
            .filter(block -> block.startsWith("goroutine " + goroutine.id() + " "))
            .toList();
    assertThat(blocks).hasSize(1);
    return blocks.getFirst();
  }

  /** Waits until the goroutine is parked, looks at its block, and ends it. */
  private static void expect(Harness harness, Goroutine goroutine, String reason, String subject)
      throws Exception {
    harness.waitUntilParked(harness.adopt(goroutine).thread());
    String block = block(goroutine);
    assertThat(block.lines().findFirst().orElseThrow())
        .matches(
            "goroutine "
                + goroutine.id()
                + " \\["
                + Pattern.quote(reason)
                + ", \\d+(ms|\\.\\ds| minutes?)]: "
                + goroutine.name());
    assertThat(block).contains(subject).contains("created by ").contains("DumpTest.java:");
    goroutine.interrupt();
    goroutine.join();
  }

  @Test
  void isEmptyWithoutGoroutines() {
    assertThat(Go.dump()).isEmpty();
  }

  @Test
  void showsReasonChannelAndStartOfEachKindOfWait(Harness harness) throws Exception {
    Channel<Integer> orders = Channel.unbuffered("orders");
    expect(
        harness, Go.go("receiver", orders::receive), "chan receive", "channel orders (unbuffered)");
    expect(harness, Go.go(() -> orders.receive(LONG)), "chan receive", "orders");
    expect(harness, Go.go(() -> orders.receiveOnly().receive(LONG)), "chan receive", "orders");
    expect(harness, Go.go(orders.receiveOnly()::receive), "chan receive", "orders");
    expect(harness, Go.go(() -> orders.send(1)), "chan send", "channel orders (unbuffered)");
    expect(harness, Go.go(() -> orders.send(1, LONG)), "chan send", "orders");
    Channel<Integer> full = Channel.buffered("full", 1);
    full.send(1);
    expect(harness, Go.go(() -> full.send(2)), "chan send", "channel full (buffered, 1 of 1)");
    expect(
        harness,
        Go.go(() -> Channel.never().receive()),
        "chan receive (nil chan)",
        "chan receive (nil chan)");
    expect(
        harness,
        Go.go(() -> Channel.never().receive(LONG)),
        "chan receive (nil chan)",
        "chan receive (nil chan)");
    expect(harness, Go.go(() -> Timer.after(LONG).receive()), "chan receive", "timer");
    expect(harness, Go.go(() -> Go.sleep(LONG)), "sleep", "sleep");
    expect(harness, Go.go(Go::blockForever), "select (no cases)", "select (no cases)");
    WaitGroup group = new WaitGroup();
    group.add(1);
    expect(harness, Go.go(group::await), "sync.WaitGroup.Wait", "sync.WaitGroup.Wait");
    expect(harness, Go.go(() -> group.await(LONG)), "sync.WaitGroup.Wait", "sync.WaitGroup.Wait");
    Goroutine forever = harness.adopt(Go.go(Go::blockForever));
    expect(harness, Go.go(() -> forever.join()), "goroutine join", "goroutine join");
  }

  @Test
  void showsNoUserValue(Harness harness) throws Exception {
    record Secret() {
      @Override
      public String toString() {
        throw new AssertionError("user code was called");
      }
    }
    Channel<Secret> channel = Channel.unbuffered("orders");
    Goroutine sender = Go.go(() -> channel.send(new Secret()));
    expect(harness, sender, "chan send", "orders");
  }

  @Test
  void showsWhereEachWasStartedAndByWhom(Harness harness) throws Exception {
    Goroutine child = Go.go("child", Go::blockForever);
    int line = line() - 1;
    harness.adopt(child);
    assertThat(block(child))
        .contains(DumpTest.class.getName() + ".showsWhereEachWasStarted")
        .contains("(DumpTest.java:" + line + ")")
        .contains("in thread " + Thread.currentThread().getName());
    Channel<Goroutine> grandchildren = Channel.unbuffered();
    Goroutine parent =
        Go.go(() -> {
          grandchildren.send(Go.go("grandchild", Go::blockForever));
          Go.blockForever();
        });
    Goroutine grandchild = harness.adopt(grandchildren.receive());
    harness.adopt(parent);
    assertThat(block(grandchild))
        .contains("(DumpTest.java:" + (line() - 6) + ")")
        .contains("in goroutine " + parent.id());
  }

  @Test
  void startSiteIsTheLineOfTheCallerAlsoThroughAWaitGroupAndATimer(Harness harness)
      throws Exception {
    WaitGroup group = new WaitGroup();
    Goroutine member = group.go(Go::blockForever);
    int line = line() - 1;
    harness.adopt(member);
    assertThat(block(member)).contains("(DumpTest.java:" + line + ")");
    Channel<Integer> gate = Channel.unbuffered();
    harness.atEnd(gate::close);
    Timer.afterFunc(Duration.ZERO, gate::receiveOrClosed);
    int timerLine = line() - 1;
    harness.waitUntil("the call has begun", () -> Go.count() == 2);
    assertThat(Go.dump())
        .contains("(DumpTest.java:" + timerLine + ") in thread " + Thread.currentThread().getName())
        .doesNotContain("csp-timers");
  }

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst())
        .orElseThrow()
        .getLineNumber();
  }

  @Test
  void showsWhatRunsAndWhatWaitsElsewhere(Harness harness) throws Exception {
    var latch = new CountDownLatch(1);
    Goroutine elsewhere = Go.go("elsewhere", latch::await);
    harness.waitUntil("it waits", () -> elsewhere.thread().getState() == Thread.State.WAITING);
    assertThat(block(elsewhere)).contains("waiting for").contains("elsewhere");
    var spinning = new CountDownLatch(1);
    var stopped = new java.util.concurrent.atomic.AtomicBoolean();
    Goroutine runner =
        Go.go(
            "runner",
            () -> {
              spinning.countDown();
              while (!stopped.get()) {
                Thread.onSpinWait();
              }
            });
    spinning.await();
    assertThat(block(runner)).contains("[running").contains("runner");
    stopped.set(true);
    latch.countDown();
    runner.join();
    elsewhere.join();
  }

  @Test
  void showsTheTopOfTheStack(Harness harness) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Goroutine goroutine = Go.go(() -> distinctlyNamedMethod(channel));
    harness.waitUntilParked(goroutine.thread());
    assertThat(block(goroutine)).contains("distinctlyNamedMethod");
    goroutine.interrupt();
    goroutine.join();
  }

  private static void distinctlyNamedMethod(Channel<Integer> channel) throws InterruptedException {
    channel.receive();
  }

  @Test
  void showsHowLong(Harness harness) throws Exception {
    Goroutine goroutine = Go.go(Go::blockForever);
    harness.waitUntilParked(goroutine.thread());
    Go.sleep(Duration.ofMillis(30));
    var matcher =
        Pattern.compile("\\[select \\(no cases\\), ([\\d.]+)(ms|s)]").matcher(block(goroutine));
    assertThat(matcher.find()).isTrue();
    double shown = Double.parseDouble(matcher.group(1));
    assertThat(matcher.group(2).equals("ms") ? shown : shown * 1000).isBetween(30.0, 60_000.0);
    goroutine.interrupt();
    goroutine.join();
  }

  @Test
  void endedGoroutinesAndOtherThreadsAreNotShown(Harness harness) throws Exception {
    Go.go("short-lived", () -> {}).join();
    harness.run(Kind.VIRTUAL, Go::blockForever).awaitParked();
    assertThat(Go.dump()).isEmpty();
  }

  @Test
  void canBeTakenWhileGoroutinesStartAndEnd(Harness harness) {
    var stop = new java.util.concurrent.atomic.AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      harness.run(
          Kind.turn(i),
          () -> {
            while (!stop.get()) {
              Go.go("short-lived", Go::yieldNow).join();
            }
          });
    }
    int dumps = 0;
    for (int i = 0; i < 40; i++) {
      dumps += Go.dump().contains("goroutine ") ? 1 : 0;
    }
    stop.set(true);
    harness.joinAll();
    assertThat(dumps).isPositive();
  }

  @Test
  void isUsableWithAHundredThousandGoroutinesAlive(Harness harness) throws Exception {
    Channel<Integer> quiet = Channel.unbuffered("quiet");
    harness.atEnd(quiet::close);
    int count = 100_000;
    var goroutines = new ArrayList<Goroutine>();
    for (int i = 0; i < count; i++) {
      goroutines.add(Go.go(quiet::receiveOrClosed));
    }
    harness.waitUntilParked(goroutines.getLast().thread());
    long before = System.nanoTime();
    String dump = Go.dump();
    long millis = (System.nanoTime() - before) / 1_000_000;
    System.out.println("dump of " + count + " goroutines: " + millis + " ms, " + dump.length());
    int blocks = 0;
    for (int at = dump.indexOf("\ngoroutine ");
        at >= 0;
        at = dump.indexOf("\ngoroutine ", at + 1)) {
      blocks++;
    }
    assertThat(blocks).isEqualTo(count);
    assertThat(dump).contains("100000 goroutines").contains("chan receive").contains("quiet");
    quiet.close();
    for (Goroutine goroutine : goroutines) {
      goroutine.join();
    }
  }
}
