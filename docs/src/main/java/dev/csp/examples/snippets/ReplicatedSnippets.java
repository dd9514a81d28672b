package dev.csp.examples.snippets;

import dev.csp.context.Context;
import dev.csp.patterns.Replicated;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** One request, several servers. */
final class ReplicatedSnippets {
  private ReplicatedSnippets() {}

  static String ask(Context ctx, List<URI> mirrors, String path)
      throws InterruptedException, ExecutionException {
    // @start region="hedged"
    Replicated<URI, String, String> pages =
        Replicated.<URI, String, String>over(
                mirrors, (context, mirror, name) -> ErrGroupSnippets.fetch(mirror.resolve(name)))
            .hedgedAfter(Duration.ofMillis(50));
    return pages.request(ctx, path);
    // @end
  }
}
