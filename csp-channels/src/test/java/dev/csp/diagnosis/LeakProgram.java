package dev.csp.diagnosis;

import dev.csp.channels.Channel;
import dev.csp.channels.Semaphore;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;

/** Leaks goroutines, and has others that do not leak, in a process of its own. */
final class LeakProgram {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int KINDS = 10;

  private static final Channel<Integer> REACHABLE = Channel.unbuffered("reachable");
  private static final Channel<Integer> FULL = Channel.buffered("full", 1);
  private static final Semaphore TAKEN = new Semaphore("taken", 1);
  private static final Object MONITOR = new Object();
  private static final CountDownLatch LATCH = new CountDownLatch(1);
  private static final List<Goroutine> HELD = new ArrayList<>();
  private static final Queue<BlockedGoroutine> FOUND = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger EXCHANGES = new AtomicInteger();
  private static volatile boolean stop;
  private static volatile boolean finalized;

  private LeakProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "enable" -> {
        say("enabled " + LeakDetector.enable());
        leakAndFind(Integer.parseInt(args[1]));
      }
      case "flag" -> leakAndFind(Integer.parseInt(args[1]));
      case "record" -> record(Path.of(args[1]));
      case "dump" -> dumpThreads(Path.of(args[1]));
      case "control" -> control(LeakDetector.enable());
      case "off" -> control(false);
      case "late" -> {
        Thread.ofVirtual().start(() -> {}).join();
        control(LeakDetector.enable());
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  /** Each frees itself of everything that could reach what its goroutine waits for. */
  private static void leak(int i) throws InterruptedException {
    int kind = i % KINDS;
    String name = "leak-" + i;
    switch (kind) {
      case 0 -> {
        Channel<Integer> lost = Channel.unbuffered("lost");
        Go.go(name, lost::receive);
      }
      case 1 -> {
        Channel<Integer> lost = Channel.buffered("brim", 1);
        lost.send(1);
        Go.go(name, () -> lost.send(2));
      }
      case 2 -> {
        Channel<Integer> lost = Channel.unlimited();
        Go.go(name, () -> lost.stream().forEach(value -> say("a value: " + value)));
      }
      case 3 -> Go.go(name, () -> Channel.never().receive());
      case 4 -> {
        WaitGroup group = new WaitGroup();
        group.add(1);
        Go.go(name, group::await);
      }
      case 5 -> { // two that wait for each other
        Channel<Goroutine> handle = Channel.buffered(1);
        Goroutine first = Go.go(name, () -> handle.receive().join());
        handle.send(Go.go(name + "-other", first::join));
      }
      case 6 -> {
        Timer stopped = Timer.start(LONG);
        stopped.stop();
        Go.go(name, () -> stopped.channel().receive());
      }
      case 7 -> {
        Semaphore lost = new Semaphore("lost permits", 1);
        lost.acquire();
        Go.go(name, () -> lost.acquire());
      }
      case 8 -> { // started by a goroutine that ends
        Channel<Integer> lost = Channel.unbuffered("lost by child");
        Go.go("innocent parent", () -> Go.go(name, lost::receive)).join();
      }
      default -> { // a wait that another library could have ended
        CountDownLatch lost = new CountDownLatch(1);
        Go.go(name, lost::await);
      }
    }
  }

  private static Goroutine innocent(String what, Task task) {
    return Go.go("innocent " + what, task);
  }

  /** Those that could go on, and that nothing but what they wait for holds. */
  private static int startInnocents() throws Exception {
    int before = Go.count();
    FULL.send(0);
    TAKEN.acquire();
    for (int i = 0; i < 20; i++) {
      innocent("receiver", REACHABLE::receive);
      innocent("sender", () -> FULL.send(1));
      innocent("sleeper", () -> Go.sleep(LONG));
      innocent("with a time limit", () -> Channel.unbuffered().receive(LONG));
      innocent("on a timer", () -> Timer.after(LONG).receive());
      innocent("in a JDK sleep", () -> Thread.sleep(LONG));
      innocent("on a latch", LATCH::await);
      innocent("on a semaphore", () -> TAKEN.acquire());
      HELD.add(innocent("that is held", () -> Channel.unbuffered().receive()));
      exchangeForEver();
    }
    innocent("on a monitor", LeakProgram::enterMonitor);
    innocent("on a socket", LeakProgram::acceptOnASocket);
    for (int i = 0; i < 500; i++) { // those that end meanwhile
      innocent("that ends", Go::yieldNow);
      Goroutine interrupted = innocent("that is interrupted", Go::blockForever);
      interrupted.interrupt();
      interrupted.join();
    }
    int alive = 20 * 11 + 2;
    await("innocents have ended", () -> Go.count() == before + alive);
    return alive;
  }

  /** Two that nothing holds but each other, and the scheduler while one of them runs. */
  private static void exchangeForEver() {
    Channel<Integer> there = Channel.unbuffered();
    Channel<Integer> back = Channel.unbuffered();
    innocent(
        "ping",
        () -> {
          while (!stop) {
            there.send(1);
            EXCHANGES.addAndGet(back.receive());
            Go.sleep(Duration.ofMillis(1));
          }
          there.close();
        });
    innocent(
        "pong",
        () -> {
          for (int ping : there) {
            back.send(ping);
          }
        });
  }

  private static void enterMonitor() {
    synchronized (MONITOR) {
      MONITOR.notifyAll();
    }
  }

  private static void acceptOnASocket() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      socket.accept();
    }
  }

  /** Something that only a finalizer can reach may wake a goroutine. */
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  private static final class Waker {
    private final Channel<Integer> channel;

    Waker(Channel<Integer> channel) {
      this.channel = channel;
    }

    @Override
    protected void finalize() {
      channel.trySend(1);
      channel.close();
    }
  }

  private static void startOneThatAFinalizerWakes() throws Exception {
    Channel<Integer> channel = Channel.unbuffered("finalizer's");
    innocent(
        "that a finalizer wakes",
        () -> {
          channel.receiveOrClosed();
          finalized = true;
          LATCH.await(); // alive, so that a report would be false
        });
    await(
        "it waits",
        () ->
            Goroutines.blockedLongerThan(Duration.ZERO).stream()
                .anyMatch(blocked -> blocked.name().endsWith("a finalizer wakes")));
    Waker unused = new Waker(channel);
  }

  private static void leakAndFind(int count) throws Exception {
    LeakDetector.onLeak(found -> {
      FOUND.add(found);
      if (found.name().equals("leak-1")) {
        throw new IllegalStateException("a listener that fails");
      }
    });
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> say("uncaught in " + thread.getName() + ": " + failure.getMessage()));
    synchronized (MONITOR) {
      int innocents = startInnocents() + 1;
      startOneThatAFinalizerWakes();
      int expected = count + count / KINDS;
      for (int i = 0; i < count; i++) {
        leak(i);
      }
      await(
          "all are found",
          () -> {
            System.gc();
            return FOUND.size() >= expected;
          });
      for (int i = 0; i < 5; i++) { // and nobody else
        System.gc();
        int before = EXCHANGES.get();
        await("exchanges go on", () -> EXCHANGES.get() > before + 20);
      }
      await("the finalizer has run", () -> finalized);
      await("only they are alive", () -> Go.count() == innocents);
      Set<String> names = new HashSet<>();
      FOUND.forEach(found -> names.add(found.name()));
      say("found " + FOUND.size() + " of " + expected + ", " + names.size() + " names");
      say("counted " + LeakDetector.count());
      say("falsely " + names.stream().filter(name -> name.startsWith("innocent")).toList());
      say("alive " + Go.count() + " of " + innocents);
      say("dump has leaks " + Go.dump().contains("leak-"));
      say("status " + LeakDetector.status());
      FOUND.stream()
          .filter(found -> found.name().matches("leak-\\d(-other)?"))
          .sorted(Comparator.comparing(BlockedGoroutine::name))
          .forEach(found ->
              say(
                  "leak: "
                      + found.name()
                      + " | "
                      + found.reason()
                      + " | "
                      + found.operation()
                      + " | "
                      + found.startedAt()));
      say(
          "text "
              + FOUND.stream()
                  .filter(found -> found.name().equals("leak-0"))
                  .findFirst()
                  .orElseThrow()
                  .toString()
                  .replace("\n", "\\n"));
    }
    endInnocents();
  }

  /** Whoever was not reported can still go on. */
  private static void endInnocents() throws Exception {
    stop = true;
    LATCH.countDown();
    for (int i = 0; i < 20; i++) {
      REACHABLE.send(i);
      FULL.receive();
      TAKEN.release();
    }
    HELD.forEach(Goroutine::interrupt);
    int timed = 20 * 4 + 1; // sleeps, time limits, timers, the socket
    await("the others have ended", () -> Go.count() == timed);
    say("ended but " + Go.count() + " of " + timed);
  }

  private static void record(Path file) throws Exception {
    LeakDetector.enable();
    try (Recording recording = new Recording()) {
      recording.start();
      for (int i = 0; i < KINDS; i++) {
        leak(i);
      }
      await(
          "all are found",
          () -> {
            System.gc();
            return LeakDetector.count() == KINDS + 1;
          });
      recording.dump(file);
    }
  }

  /** What the JDK's own dump of threads, taken from outside, says of goroutines. */
  private static void dumpThreads(Path file) throws Exception {
    HELD.add(Go.go("receiver", REACHABLE::receive));
    FULL.send(0);
    HELD.add(Go.go("sender", () -> FULL.send(1)));
    await("both are blocked", () -> Goroutines.blockedLongerThan(Duration.ZERO).size() == 2);
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(
                jcmd,
                "" + ProcessHandle.current().pid(),
                "Thread.dump_to_file",
                "-format=json",
                file.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().transferTo(System.out);
    if (process.waitFor() != 0) {
      System.exit(process.exitValue());
    }
  }

  private static void control(boolean enabled) throws Exception {
    LeakDetector.onLeak(FOUND::add);
    for (int i = 0; i < 100; i++) {
      leak(0);
    }
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    say("enabled " + enabled + ", on " + LeakDetector.isOn());
    say("found " + FOUND.size() + ", counted " + LeakDetector.count());
    say("alive " + Go.count());
    say("status " + LeakDetector.status());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        say("not in time: " + what + "; found " + FOUND.size() + ", alive " + Go.count());
        say(Go.dump());
        System.exit(1);
      }
      Thread.sleep(1);
    }
  }
}
