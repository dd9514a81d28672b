package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.patterns.ErrGroup;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;

/**
 * Two goroutines, each of which sends before it receives, on channels without room: neither will
 * ever go on.
 *
 * <p><b>Go.</b> If every goroutine of the program is stuck, the runtime ends it: {@code fatal
 * error: all goroutines are asleep - deadlock!}, with a stack for each. It is enough that one other
 * goroutine runs, or that a timer is set, and nothing is said.
 *
 * <p><b>Java.</b> A JVM goes on, as other threads may yet come and send. A group that detects
 * deadlocks says it in the same words, whatever else the process does: its channels are confined to
 * its members, so nobody else can come. It names each goroutine, what it waits for, and where it
 * was started; {@code await} throws that, and nobody is left. The cure is in the order: one of the
 * two receives first; or a channel has room.
 */
public final class Deadlock {
  private Deadlock() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks();
      Channel<String> letters = scope.confine(Channel.unbuffered("letters"));
      Channel<String> replies = scope.confine(Channel.unbuffered("replies"));
      group.go(
          "ann",
          () -> {
            letters.send("how are you?");
            replies.receive();
          });
      group.go(
          "bob",
          () -> {
            replies.send("well, thank you"); // the mistake: before the letter
            letters.receive();
          });
      group.await();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeadlockException deadlock) {
        out.println(deadlock.getMessage());
      }
    }
  }
}
