package dev.csp.examples.snippets;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageAction;
import dev.csp.pipeline.StageBiFunction;
import dev.csp.pipeline.StageException;
import dev.csp.pipeline.StageFunction;
import dev.csp.pipeline.StagePredicate;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

final class PipelineSnippets {
  private PipelineSnippets() {}

  record Page(URI uri, String text) {}

  static Page fetch(URI uri) {
    return new Page(uri, "");
  }

  static List<String> pipeline(List<URI> uris)
      throws InterruptedException, StageException, DeadlineExceededException {
    // @start region="pipeline"
    Pipeline<String> texts =
        Pipeline.fromIterable(uris) // describes, and starts nothing
            .map(uri -> fetch(uri))
            .named("fetch")
            .buffer(8) // fetching may be 8 pages ahead
            .map(Page::text);

    try (CancellableContext ctx = Context.background().withTimeout(Duration.ofSeconds(10))) {
      return texts.toList(ctx); // runs, and leaves nothing running
    }
    // @end
  }

  static Pipeline<String> generate(Path file) {
    // @start region="generate"
    Pipeline<String> lines =
        Pipeline.generate(
            "lines",
            out -> {
              try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  out.send(line); // throws when nobody wants more; the file is closed then
                }
              }
            });
    // @end
    return lines;
  }

  static Pipeline<String> through(Pipeline<String> lines) {
    // @start region="through"
    Pipeline<String> distinct =
        lines.through(
            "distinct",
            (in, out) -> {
              Set<String> seen = new HashSet<>();
              for (String line : in) {
                if (seen.add(line)) {
                  out.send(line);
                }
              }
            });
    // @end
    return distinct;
  }

  static void undelivered(Context ctx, ReceiveChannel<Path> jobs)
      throws InterruptedException, DeadlineExceededException {
    // @start region="undelivered"
    ConcurrentLinkedQueue<Object> notDone = new ConcurrentLinkedQueue<>();
    try {
      Pipeline.from(jobs).onUndelivered(notDone::add).forEach(ctx, job -> Files.delete(job));
    } catch (StageException e) {
      notDone.forEach(job -> System.err.println("not done: " + job));
    }
    // @end
  }

  static void open(Context ctx, Pipeline<String> lines)
      throws InterruptedException, DeadlineExceededException {
    // @start region="open"
    try (OpenPipeline<String> open = lines.open(ctx)) {
      switch (open.channel().receive(Duration.ofSeconds(1))) {
        case Received.Value<String>(String line) -> System.out.println(line);
        case Received.Empty<String>() -> System.out.println("nothing yet");
        case Received.Closed<String>(var failure) -> System.out.println("the end " + failure);
      }
    } // the rest is stopped, and gone
    // @end
  }

  static void failure(Context ctx, Pipeline<String> lines)
      throws InterruptedException, DeadlineExceededException, IOException {
    // @start region="failure"
    try {
      lines.forEach(ctx, System.out::println);
    } catch (StageException e) { // an ExecutionException
      if (e.stage().equals("lines") && e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
    // @end
  }

  static Pipeline<Long> functions(Pipeline<Path> paths) {
    // @start region="function"
    StageFunction<Path, List<String>> read = Files::readAllLines; // throws IOException
    // @end
    // @start region="predicate"
    StagePredicate<Path> large = path -> Files.size(path) > 1_000_000;
    // @end
    // @start region="action"
    StageAction<Path> delete = Files::delete;
    // @end
    // @start region="bifunction"
    StageBiFunction<Long, Path, Long> addSize = (sum, path) -> sum + Files.size(path);
    // @end
    return paths.filter(large).peek(read::apply).peek(delete).scan(0L, addSize);
  }

  static Pipeline<Page> parallel(Pipeline<URI> uris) {
    // @start region="parallel"
    Pipeline<Page> pages =
        uris.buffer(32) // so that no worker waits for the next URI
            .mapParallel(8, uri -> fetch(uri)); // eight at a time; pages in the order of the URIs
    // @end
    return pages;
  }

  record Row(String text) {}

  interface Database {
    void insert(List<Row> rows) throws IOException;
  }

  static void batch(Context ctx, Pipeline<Row> rows, Database database)
      throws InterruptedException, StageException, DeadlineExceededException {
    // @start region="batch"
    rows.batch(100, Duration.ofMillis(50)) // no row waits longer for the others
        .forEach(ctx, database::insert);
    // @end
  }
}
