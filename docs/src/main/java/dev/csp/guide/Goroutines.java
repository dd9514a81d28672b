package dev.csp.guide;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The page on goroutines and who waits for them. */
final class Goroutines {
  private Goroutines() {}

  static Optional<Throwable> join(Runnable walk) throws InterruptedException {
    // @start region="join"
    Goroutine walker = Go.go("walker", walk::run);
    walker.join(); // waits for the end, however it comes, and throws nothing of the walker's
    Optional<Throwable> failure = walker.failure();
    // @end
    return failure;
  }

  static int[] squares(int n) throws InterruptedException {
    // @start region="wait-group"
    int[] squares = new int[n];
    WaitGroup working = new WaitGroup();
    for (int i = 0; i < n; i++) {
      int index = i; // a variable of this round
      working.go(() -> squares[index] = index * index); // its own place: no lock
    }
    working.await(); // and now all of them can be read
    // @end
    return squares;
  }

  static String group(Channel<String> answers) throws InterruptedException, ExecutionException {
    // @start region="group"
    try (ErrGroup group = new ErrGroup()) {
      group.go("left", () -> answers.send("from the left"));
      group.go("right", () -> answers.send("from the right"));
      return answers.receive(); // leaves the block with one member still sending ...
    } // ... which is interrupted, and has ended when we are here
    // @end
  }

  static void failures(Consumer<String> log) throws InterruptedException, ExecutionException {
    // @start region="await"
    try (ErrGroup group = new ErrGroup()) {
      group.go("reader", () -> Go.blockForever());
      group.go(
          "parser",
          () -> {
            throw new IllegalStateException("line 7 makes no sense");
          });
      group.await(); // the reader is interrupted; then the parser's failure is thrown
    } catch (ExecutionException e) {
      log.accept("stopped by " + e.getCause());
    }
    // @end
  }

  static void uncaught(Consumer<String> log) {
    // @start region="uncaught"
    Go.onUncaught((goroutine, thrown) -> log.accept(goroutine.name() + ": " + thrown));
    // @end
  }

  static Goroutine interrupted(Channel<String> lines) throws InterruptedException {
    // @start region="interrupt"
    Goroutine printer =
        Go.go(
            "printer",
            () -> {
              while (true) {
                System.out.println(lines.receive()); // throws when interrupted, and that is the end
              }
            });
    printer.interrupt();
    printer.join();
    // @end
    return printer;
  }

  static String name() throws InterruptedException {
    // @start region="patience"
    Channel<String> mail = Channel.unbuffered("mail");
    Goroutine reader = Go.go("reader", () -> System.out.println(mail.receive()));
    if (!reader.join(Duration.ofMillis(10))) {
      System.err.println(
          Go.dump()); // "reader" waits to receive from "mail", since when, from where
    }
    // @end
    mail.send("at last");
    reader.join();
    return reader.name();
  }
}
