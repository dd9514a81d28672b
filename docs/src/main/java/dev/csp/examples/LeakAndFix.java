package dev.csp.examples;

import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.onSend;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.select.Select;
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
 * <p><b>Java.</b> The same leak and the same cure. {@link Go#dump} names who is left, what each
 * waits for and where it was started. In new code let a group own the senders, as {@code
 * FirstAnswer} does: it cannot be left before they have ended.
 */
public final class LeakAndFix {
  private static final List<String> MIRRORS = List.of("berlin", "lisbon", "oslo");

  private LeakAndFix() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    Senders leaky = new Senders();
    out.println("leaky: " + leaky(leaky));
    List<Goroutine> left = leaky.left();
    out.println("goroutines left: " + left.size());
    out.println(Go.dump());
    for (Goroutine goroutine : left) { // only so that this program leaves nothing behind
      goroutine.interrupt();
      goroutine.join();
    }

    Senders safe = new Senders();
    out.println("safe: " + safe(safe));
    out.println("goroutines left: " + safe.left().size());
  }

  /** Receives one value of three. */
  private static String leaky(Senders senders) throws InterruptedException {
    Channel<String> answers = Channel.unbuffered("answers");
    for (String mirror : MIRRORS) {
      senders.start("leaky " + mirror, () -> answers.send("hello from " + mirror));
    }
    return answers.receive();
  }

  /** The same, and says when nobody will receive any more. */
  private static String safe(Senders senders) throws InterruptedException {
    Channel<String> answers = Channel.unbuffered("answers");
    Channel<Void> done = Channel.unbuffered("done");
    try (done) {
      for (String mirror : MIRRORS) {
        senders.start(
            "safe " + mirror, () -> sendUnlessDone(answers, "hello from " + mirror, done));
      }
      return answers.receive();
    } // closes done, which any number of senders can see
  }

  private static void sendUnlessDone(
      Channel<String> answers, String answer, ReceiveChannel<Void> done)
      throws InterruptedException {
    Select.run(onSend(answers, answer, () -> {}), onReceive(done, never -> {}, () -> {}));
  }

  /** Keeps the handles, to see what has become of them. A dump passes over it to who calls it. */
  @StartsForCaller
  private static final class Senders {
    private final List<Goroutine> started = new ArrayList<>();

    void start(String name, Task task) {
      started.add(Go.go(name, task));
    }

    /** Waits until each has ended or waits in a send; returns those that wait. */
    List<Goroutine> left() throws InterruptedException {
      List<Goroutine> left = new ArrayList<>();
      for (Goroutine goroutine : started) {
        while (!goroutine.join(Duration.ofMillis(1)) && !left.contains(goroutine)) {
          if (Go.dump().contains("goroutine " + goroutine.id() + " [chan send")) {
            left.add(goroutine);
          }
        }
      }
      return left;
    }
  }
}
