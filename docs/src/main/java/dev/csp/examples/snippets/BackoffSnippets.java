package dev.csp.examples.snippets;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.patterns.Backoff;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Trying again. */
final class BackoffSnippets {
  private BackoffSnippets() {}

  static String fetch(Context ctx, URI uri)
      throws IOException, InterruptedException, DeadlineExceededException {
    // @start region="retry"
    Backoff backoff =
        Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5)).withJitter(0.5);
    RandomGenerator random = RandomGenerator.getDefault();
    for (int failures = 1; ; failures++) {
      try {
        return ErrGroupSnippets.fetch(uri);
      } catch (IOException e) {
        if (failures == 5) {
          throw e;
        }
      }
      ctx.sleep(backoff.pause(failures, random));
    }
    // @end
  }
}
