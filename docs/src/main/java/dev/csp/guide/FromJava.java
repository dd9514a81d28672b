package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;

import dev.csp.bridge.ChannelPublisher;
import dev.csp.bridge.ChannelSubscriber;
import dev.csp.bridge.Futures;
import dev.csp.bridge.Queues;
import dev.csp.bridge.Streams;
import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Semaphore;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.Broadcast;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.OnFailure;
import dev.csp.patterns.Race;
import dev.csp.patterns.ResultGroup;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.WorkerPool;
import dev.csp.pipeline.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * The page from other libraries to here: what its tables give as ours stands here, and is compiled.
 */
@SuppressWarnings("unused")
final class FromJava {
  private static final Key<String> USER = Key.of("user");

  private FromJava() {}

  private static String f(String x) {
    return x;
  }

  static void executors(
      Context ctx, Task task, List<Callable<String>> calls, String job, Duration d, int n)
      throws Exception {
    Go.go(task);
    try (ErrGroup group = new ErrGroup()) {
      group.setLimit(n);
      group.go(task);
      group.await();
    }
    try (ResultGroup<String> group = new ResultGroup<>(ctx)) {
      for (Callable<String> call : calls) {
        group.go(call);
      }
      List<String> results = group.await();
    }
    String first = Race.first(ctx, calls);
    try (WorkerPool<String, String> pool =
        WorkerPool.<String, String>builder(x -> f(x)).workers(n).queue(100).open(ctx)) {
      pool.submit(job);
      pool.drain();
      for (var result : pool.results()) {
        f(result.get());
      }
    }
    Timer timer = Timer.afterFunc(d, task);
    ReceiveChannel<?> ticks = Ticker.tick(d);
    WaitGroup latch = new WaitGroup();
    Semaphore semaphore = new Semaphore(n);
    BlockingQueue<String> queue = Queues.asBlockingQueue(Channel.<String>buffered(n));
  }

  static void futures(
      Context ctx,
      CompletableFuture<String> future,
      ReceiveChannel<String> cached,
      Channel<String> answers,
      Callable<String> left,
      Callable<String> right,
      Duration d)
      throws Exception {
    // @start region="future"
    String answer =
        select(
            receive(Futures.toChannel(future)), // fails with the cause if the future does
            receive(cached),
            after(d, () -> "no answer"));
    // @end
    CompletableFuture<String> result = Futures.go(ctx, left);
    CompletableFuture<String> next = Futures.receive(ctx, answers);
    try {
      f(left.call());
    } catch (IllegalStateException e) {
      f("instead");
    }
    try (CancellableContext limited = ctx.withTimeout(d)) {
      f(limited.receive(answers));
    }
    try (Race<String> race = new Race<>(ctx)) {
      race.go(left);
      race.go(right);
      f(race.await());
    }
  }

  static void streams(
      Context ctx,
      Pipeline<String> lines,
      Pipeline<String> others,
      Channel<String> channel,
      Flow.Publisher<String> publisher,
      int n,
      Duration d)
      throws Exception {
    Pipeline<String> mapped = lines.map(x -> f(x));
    lines.mapParallel(n, x -> f(x)).forEach(ctx, x -> f(x));
    lines.mapUnordered(n, x -> f(x)).count(ctx);
    lines.flatMap(x -> List.of(x, x)).count(ctx);
    lines.concatMap(x -> Pipeline.of(x, x)).count(ctx);
    lines.zip(others, (a, b) -> a + b).count(ctx);
    lines.scan("", (a, b) -> a + b).count(ctx);
    lines.take(n).toList(ctx);
    lines.batch(n, d).count(ctx);
    lines.debounce(d).throttle(d).sample(d).count(ctx);
    lines.distinctUntilChanged().buffer(n).count(ctx);
    lines.onUndelivered(x -> f(x.toString())).count(ctx);
    Channel<String> newest = Channel.sliding(1);
    try (Broadcast<String> hub = new Broadcast<>(ctx)) {
      hub.subscribe(WhenFull.DROP_OLDEST, n);
    }
    Flow.Publisher<String> published = ChannelPublisher.of(ctx, channel);
    try (var received = ChannelSubscriber.subscribe(ctx, publisher, n)) {
      received.channel().forEach(x -> f(x));
    }
    Pipeline<String> source = Streams.from(() -> List.of("a", "b").stream());
  }

  static void coroutines(
      Context ctx, Task task, Channel<String> channel, String value, Duration d, Goroutine job)
      throws Exception {
    try (ErrGroup scope = new ErrGroup(ctx)) {
      scope.go(task);
      scope.await();
    }
    try (ErrGroup supervisor = new ErrGroup(ctx, OnFailure.CONTINUE)) {
      supervisor.go(task);
      supervisor.await();
    }
    job.join();
    job.interrupt();
    f(select(receive(channel)));
    f(selectFirst(receive(channel)));
    Channel<String> buffered = Channel.buffered(8);
    Channel<String> rendezvous = Channel.unbuffered();
    Channel<String> unlimited = Channel.unlimited();
    Channel<String> conflated = Channel.sliding(1);
    channel.send(value);
    channel.trySend(value);
    channel.receiveOrClosed();
    Channel.<String>onUndelivered(x -> f(x)).buffered(8);
    Pipeline<String> flow = Pipeline.generate(out -> out.send(value));
    Go.sleep(d);
    try (CancellableContext limited = ctx.withTimeout(d)) {
      limited.send(channel, value);
    }
    Context named = ctx.withValue(USER, "Ada");
    Carrier carrier = Carrier.context();
    channel.close();
    channel.close(new IllegalStateException("why"));
    channel.discard();
  }
}
