package dev.csp.examples.snippets;

import dev.csp.context.Context;
import dev.csp.patterns.Race;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** Different ways to one result. */
final class RaceSnippets {
  private RaceSnippets() {}

  static String read(Context ctx, Path cached, URI original)
      throws InterruptedException, ExecutionException {
    // @start region="race"
    try (var race = new Race<String>(ctx)) {
      race.go("cache", () -> Files.readString(cached));
      race.go("origin", () -> ErrGroupSnippets.fetch(original));
      return race.await();
    }
    // @end
  }
}
