package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Two goroutines, each of which sends before it receives, on channels without room: neither will
 * ever go on.
 *
 * <p><b>Go.</b> If every goroutine of the program is stuck, the runtime ends it: {@code fatal
 * error: all goroutines are asleep - deadlock!}, with a stack for each. It is enough that one other
 * goroutine runs, or that a timer is set, and nothing is said.
 *
 * <p><b>Java.</b> A JVM goes on, as other threads may yet come and send. {@link Go#dump} shows at
 * any time who waits, for what, on which channel. The cure is in the order: one of the two receives
 * first; or a channel has room.
 */
public final class Deadlock {
  private Deadlock() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    Channel<String> letters = Channel.unbuffered("letters");
    Channel<String> replies = Channel.unbuffered("replies");
    Goroutine ann =
        Go.go(
            "ann",
            () -> {
              letters.send("how are you?");
              replies.receive();
            });
    Goroutine bob =
        Go.go(
            "bob",
            () -> {
              replies.send("well, thank you"); // the mistake: before the letter
              letters.receive();
            });
    awaitSend(ann);
    awaitSend(bob);
    out.println("nobody goes on:");
    out.println(Go.dump());
    for (Goroutine goroutine : List.of(ann, bob)) {
      goroutine.interrupt(); // the only way out
      goroutine.join();
    }
  }

  /** Waits until it waits in a send. */
  private static void awaitSend(Goroutine goroutine) throws InterruptedException {
    while (!Go.dump().contains("goroutine " + goroutine.id() + " [chan send")) {
      if (goroutine.join(Duration.ofMillis(1))) {
        throw new IllegalStateException(goroutine.name() + " has ended");
      }
    }
  }
}
