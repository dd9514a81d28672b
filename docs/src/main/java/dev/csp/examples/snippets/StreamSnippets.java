package dev.csp.examples.snippets;

import dev.csp.bridge.Streams;
import dev.csp.context.Context;
import dev.csp.pipeline.Pipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

final class StreamSnippets {
  private StreamSnippets() {}

  @SuppressWarnings("StreamResourceLeak") // the run closes it
  static Optional<Long> largest(Context ctx, Path directory) throws Exception {
    // @start region="streams"
    Pipeline<Path> files = Streams.from(() -> Files.walk(directory)); // closed with the run
    Pipeline<Long> sizes = files.map(Files::size);
    try (Stream<Long> stream = Streams.open(ctx, sizes)) {
      return stream.max(Long::compare);
    }
    // @end
  }
}
