import dev.csp.channels.Channel;
import dev.csp.go.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Prints how much heap a parked goroutine takes, and beside it a bare virtual thread. */
final class ParkedFootprint {
  private static final int COUNT = 10_000;
  private static final int ROUNDS = 6;

  /** Frames of interpreted methods are larger: the compiler comes first. */
  private static final int WARM_UPS = 6;

  private ParkedFootprint() {}

  public static void main(String[] args) {
    Channel<Integer> quiet = Channel.unbuffered();
    measure("bare virtual thread", all -> all.add(Thread.ofVirtual().start(LockSupport::park)));
    measure("goroutine that receives", all -> all.add(Go.go(quiet::receive).thread()));
    Duration hour = Duration.ofHours(1);
    measure("goroutine with a time-out", all -> all.add(Go.go(() -> quiet.receive(hour)).thread()));
  }

  /** Each round adds to those that are parked already, so that no round depends on a collection. */
  private static void measure(String what, Consumer<List<Thread>> start) {
    for (int round = 0; round < WARM_UPS; round++) {
      end(park(start, new ArrayList<>(COUNT)));
    }
    List<Thread> all = new ArrayList<>(COUNT * ROUNDS);
    park(start, all);
    long before = used();
    long[] bytes = new long[ROUNDS - 1];
    for (int round = 0; round < bytes.length; round++) {
      park(start, all);
      long after = used();
      bytes[round] = (after - before) / COUNT;
      before = after;
    }
    Arrays.sort(bytes);
    System.out.println(
        "parked " + what + ": " + bytes[bytes.length / 2] + " bytes of " + Arrays.toString(bytes));
    end(all);
  }

  private static List<Thread> park(Consumer<List<Thread>> start, List<Thread> all) {
    for (int i = 0; i < COUNT; i++) {
      start.accept(all);
    }
    all.forEach(ParkedFootprint::awaitParked);
    return all;
  }

  private static void end(List<Thread> all) {
    all.forEach(Thread::interrupt);
    all.forEach(ParkedFootprint::awaitEnd);
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
  }

  private static void awaitEnd(Thread thread) {
    while (thread.isAlive()) {
      Thread.yield();
    }
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
