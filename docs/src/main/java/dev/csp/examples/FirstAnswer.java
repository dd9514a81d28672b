package dev.csp.examples;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The program of the README: asks three mirrors at once, and takes the first answer. */
public final class FirstAnswer {
  private FirstAnswer() {}

  // @start region="readme"
  public static void main(String[] args) throws Exception {
    Channel<String> answers = Channel.unbuffered();
    try (ErrGroup group = new ErrGroup()) {
      for (String mirror : List.of("berlin", "lisbon", "oslo")) {
        group.go(() -> answers.send(ask(mirror)));
      }
      String first =
          Select.<String>select(
              receive(answers), after(Duration.ofSeconds(1), () -> "nobody answers"));
      System.out.println(first);
    } // leaving cancels those that still run or wait, and waits for their end
  }

  // @end

  private static String ask(String mirror) throws InterruptedException {
    Go.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100)));
    return "hello from " + mirror;
  }
}
