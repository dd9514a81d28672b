package dev.csp.guide;

import dev.csp.bridge.ChannelPublisher;
import dev.csp.bridge.ChannelSubscriber;
import dev.csp.bridge.FutureChannel;
import dev.csp.bridge.Futures;
import dev.csp.bridge.Lines;
import dev.csp.bridge.Queues;
import dev.csp.bridge.Streams;
import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.pipeline.Pipeline;
import dev.csp.select.Select;
import java.io.StringReader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The page on what speaks another language. */
final class Bridges {
  private Bridges() {}

  static CompletableFuture<Integer> future(Context ctx, Callable<String> question) {
    // @start region="future"
    CompletableFuture<Integer> length =
        Futures.go(ctx, question) // interrupted by cancel(true), and when ctx ends
            .thenApply(String::length);
    // @end
    return length;
  }

  static String watch(ReceiveChannel<String> jobs, CompletionStage<String> shutdown)
      throws InterruptedException {
    // @start region="watch"
    try (FutureChannel<String> reason = Futures.watch(shutdown)) {
      return Select.<String>select(
          Select.receive(jobs, job -> "job " + job),
          Select.receive(reason.channel(), why -> "stop: " + why));
    } // the future, which may live long, remembers nothing of this
    // @end
  }

  static List<String> subscribe(Context ctx, Flow.Publisher<String> publisher)
      throws InterruptedException {
    List<String> received = new ArrayList<>();
    // @start region="subscriber"
    try (var news = ChannelSubscriber.<String>subscribe(ctx, publisher, 8)) {
      news.channel().forEach(received::add); // asks for as many as there is room for
    }
    // @end
    return received;
  }

  static Flow.Publisher<String> publish(Context ctx, Pipeline<String> lines) {
    // @start region="publisher"
    Flow.Publisher<String> publisher = ChannelPublisher.of(ctx, lines); // a run for each subscriber
    // @end
    return publisher;
  }

  static List<String> queue(Consumer<BlockingQueue<String>> legacy) throws InterruptedException {
    // @start region="queue"
    Channel<String> lines = Channel.buffered(100);
    legacy.accept(Queues.asBlockingQueue(lines)); // knows put and offer, and nothing of channels
    String first = lines.receive();
    // @end
    return List.of(first);
  }

  static long stream(Context ctx, List<String> words) throws Exception {
    // @start region="stream"
    Pipeline<String> source = Streams.from(words::stream); // opened, and closed, by each run
    try (Stream<String> shouted = Streams.open(ctx, source.map(word -> word + "!"))) {
      return shouted.filter(word -> word.length() > 3).count();
    } // leaving early stops the stages
    // @end
  }

  static void lines(Context ctx, String text, Writer report) throws Exception {
    // @start region="lines"
    Pipeline<String> lines =
        Lines.of(() -> new StringReader(text)) // or a file, a socket, the output of a process
            .filter(line -> line.startsWith("ERROR"));
    Lines.write(ctx, lines, report);
    // @end
  }
}
