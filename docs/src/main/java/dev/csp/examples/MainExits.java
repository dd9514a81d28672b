package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program ends when its main does, whatever its goroutines still have to do; and three ways to
 * wait for them.
 *
 * <p><b>Go.</b> When {@code main} returns, the process ends and every goroutine with it. A sleep at
 * the end of {@code main} is a guess: too short on a slow day, too long on all others. A channel or
 * a {@code sync.WaitGroup} knows.
 *
 * <p><b>Java.</b> The same: goroutines are virtual threads, and those keep no JVM alive. Wait on a
 * channel that the goroutine closes, on a {@link WaitGroup}, or in a group, which cannot be left
 * before its members have ended.
 *
 * <p>Usage: {@code MainExits} shows the empty output of a main that does not wait, in a JVM of its
 * own, and then the three that do. {@code MainExits forgetful} is that main.
 */
public final class MainExits {
  private static final Duration LONG_WORK = Duration.ofMinutes(1);
  private static final Duration SHORT_WORK = Duration.ofMillis(20);

  private MainExits() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("forgetful")) {
      forgetful();
    } else {
      run(System.out);
    }
  }

  /** Returns at once, and then the JVM ends: nobody sees the minute's work. */
  static void forgetful() {
    Go.go(() -> work(System.out, "nobody", LONG_WORK));
  }

  static void run(PrintStream out) throws Exception {
    showForgetful(out);
    waitOnChannel(out);
    waitOnWaitGroup(out);
    waitInGroup(out);
  }

  /** The goroutine closes the channel when it is done, and a closed channel does not block. */
  static void waitOnChannel(PrintStream out) throws InterruptedException {
    Channel<Void> done = Channel.unbuffered("done");
    Go.go(() -> {
      try (done) {
        work(out, "a channel", SHORT_WORK);
      }
    });
    done.receiveOrClosed();
  }

  /** For any number of goroutines. */
  static void waitOnWaitGroup(PrintStream out) throws InterruptedException {
    WaitGroup working = new WaitGroup();
    working.go(() -> work(out, "a WaitGroup", SHORT_WORK));
    working.await();
  }

  /** The wait cannot be forgotten, and whoever throws is heard of. */
  static void waitInGroup(PrintStream out) throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> work(out, "a group", SHORT_WORK));
      group.await();
    }
  }

  /** The sleep stands for work. Nobody guesses how long it takes. */
  private static void work(PrintStream out, String waiter, Duration time)
      throws InterruptedException {
    Go.sleep(time);
    out.println("the work is done; " + waiter + " has waited for it");
  }

  private static void showForgetful(PrintStream out) throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MainExits.class.getName(),
                "forgetful")
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      out.printf(
          "nobody waits: a minute's work, exit status %d, and this output: \"%s\"%n",
          jvm.waitFor(), printed);
    } finally {
      jvm.destroyForcibly();
    }
  }
}
