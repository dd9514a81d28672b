package dev.csp.examples;

import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.onSend;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.select.Select;
import dev.csp.testkit.leak.LeakCheck;
import dev.csp.testkit.leak.LeakError;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several goroutines send, and one value is received: the others wait for ever, unless somebody
 * tells them that it is over.
 *
 * <p><b>Go.</b> A goroutine that waits in a send which nobody will receive is never collected, and
 * keeps all that it refers to. The cure is a channel {@code done} that the receiver closes when it
 * leaves: {@code select { case out <- v: case <-done: }}.
 *
 * <p><b>Java.</b> The same leak and the same cure. A {@link LeakCheck} names who is left, what each
 * waits for and where it was started; in a test it is one annotation. In new code let a group own
 * the senders, as {@code FirstAnswer} does: it cannot be left before they have ended.
 */
public final class LeakAndFix {
  private static final List<String> MIRRORS = List.of("berlin", "lisbon", "oslo");

  private LeakAndFix() {}

  public static void main(String[] args) throws Exception {
    run(System.out);
  }

  static void run(PrintStream out) throws Exception {
    List<Goroutine> senders = new ArrayList<>();
    try {
      LeakCheck.standard()
          .grace(Duration.ofSeconds(1))
          .run("leaky", () -> out.println("leaky: " + leaky(senders)));
    } catch (LeakError e) {
      out.println(e.getMessage());
    }
    for (Goroutine sender : senders) { // only so that this program leaves nothing behind
      sender.interrupt();
      sender.join();
    }

    LeakCheck.standard().run("safe", () -> out.println("safe: " + safe())); // would throw, too
    out.println("nobody is left");
  }

  /** Receives one value of three. */
  private static String leaky(List<Goroutine> senders) throws InterruptedException {
    Channel<String> answers = Channel.unbuffered("answers");
    for (String mirror : MIRRORS) {
      senders.add(Go.go("leaky " + mirror, () -> answers.send("hello from " + mirror)));
    }
    return answers.receive();
  }

  /** The same, and says when nobody will receive any more. */
  private static String safe() throws InterruptedException {
    Channel<String> answers = Channel.unbuffered("answers");
    Channel<Void> done = Channel.unbuffered("done");
    try (done) {
      for (String mirror : MIRRORS) {
        Goroutine unused =
            Go.go("safe " + mirror, () -> sendUnlessDone(answers, "hello from " + mirror, done));
      }
      return answers.receive();
    } // closes done, which any number of senders can see
  }

  private static void sendUnlessDone(
      Channel<String> answers, String answer, ReceiveChannel<Void> done)
      throws InterruptedException {
    Select.run(onSend(answers, answer, () -> {}), onReceive(done, never -> {}, () -> {}));
  }
}
