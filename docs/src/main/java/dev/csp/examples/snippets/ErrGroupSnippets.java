package dev.csp.examples.snippets;

import dev.csp.channels.SendChannel;
import dev.csp.context.Context;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.OnFailure;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Tasks that are waited for together. */
final class ErrGroupSnippets {
  private ErrGroupSnippets() {}

  static String fetch(URI uri) throws IOException {
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  static void fetchAll(Context ctx, List<URI> uris, SendChannel<String> pages)
      throws InterruptedException, ExecutionException {
    // @start region="group"
    try (var group = new ErrGroup(ctx)) {
      for (URI uri : uris) {
        group.go(() -> pages.send(fetch(uri)));
      }
      group.await();
    }
    // @end
  }

  static List<Throwable> copyAll(Context ctx, List<URI> uris, SendChannel<String> pages)
      throws InterruptedException {
    // @start region="failures"
    try (var group = new ErrGroup(ctx, OnFailure.CONTINUE)) {
      for (URI uri : uris) {
        group.go(() -> pages.send(fetch(uri)));
      }
      return group.awaitAll(); // all that could be fetched is on the channel
    }
    // @end
  }
}
