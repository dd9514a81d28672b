package dev.csp.examples.snippets;

import dev.csp.context.Context;
import dev.csp.patterns.ResultGroup;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Tasks whose results are collected. */
final class ResultGroupSnippets {
  private ResultGroupSnippets() {}

  static List<String> fetchAll(Context ctx, List<URI> uris)
      throws InterruptedException, ExecutionException {
    // @start region="results"
    try (var group = new ResultGroup<String>(ctx)) {
      group.setLimit(8);
      for (URI uri : uris) {
        group.go(() -> ErrGroupSnippets.fetch(uri));
      }
      return group.await(); // in the order of the URIs
    }
    // @end
  }
}
