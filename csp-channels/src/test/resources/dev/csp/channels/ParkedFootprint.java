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
  private static final int COUNT = 20_000;
  private static final int ROUNDS = 5;

  private ParkedFootprint() {}

  public static void main(String[] args) {
    Channel<Integer> quiet = Channel.unbuffered();
    measure("bare virtual thread", all -> all.add(Thread.ofVirtual().start(LockSupport::park)));
    measure("goroutine that receives", all -> all.add(Go.go(quiet::receive).thread()));
    Duration hour = Duration.ofHours(1);
    measure("goroutine with a time-out", all -> all.add(Go.go(() -> quiet.receive(hour)).thread()));
  }

  private static void measure(String what, Consumer<List<Thread>> start) {
    long[] bytes = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      List<Thread> all = new ArrayList<>(COUNT);
      long before = used();
      for (int i = 0; i < COUNT; i++) {
        start.accept(all);
      }
      all.forEach(ParkedFootprint::awaitParked);
      bytes[round] = (used() - before) / COUNT;
      all.forEach(Thread::interrupt);
      all.forEach(ParkedFootprint::awaitEnd);
    }
    Arrays.sort(bytes);
    System.out.println("parked " + what + ": " + bytes[ROUNDS / 2] + " bytes");
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
