package dev.csp.examples.snippets;

import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.Outcome.Done;
import dev.csp.patterns.Outcome.Failed;
import dev.csp.patterns.WorkerPool;
import dev.csp.patterns.WorkerPool.Result;
import java.net.URI;
import java.util.List;

/** Jobs, workers, results. */
final class WorkerPoolSnippets {
  private WorkerPoolSnippets() {}

  static void fetchAll(Context ctx, List<URI> uris) {
    // @start region="pool"
    try (WorkerPool<URI, String> pool =
        WorkerPool.builder(ErrGroupSnippets::fetch)
            .named("fetch")
            .workers(8)
            .queue(100)
            .open(ctx)) {
      Go.go(
          "submit",
          () -> {
            for (URI uri : uris) {
              pool.submit(uri);
            }
            pool.drain();
          });
      for (var result : pool.results()) {
        switch (result) {
          case Result(URI uri, Done(String page)) -> System.out.println(uri + " " + page.length());
          case Result(URI uri, Failed(Throwable failure)) ->
              System.out.println(uri + " " + failure);
        }
      }
    }
    // @end
  }
}
