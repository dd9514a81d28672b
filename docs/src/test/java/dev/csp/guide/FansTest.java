package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.pipeline.Pipeline;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The programs of the pages on fan-in and fan-out do what the pages say. */
class FansTest {
  private static final Context ROOT = Context.background();

  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  private static Channel<ReceiveChannel<String>> channels() throws InterruptedException {
    Channel<ReceiveChannel<String>> all = Channel.buffered(2);
    for (String[] values : new String[][] {{"a", "b"}, {"c", "d"}}) {
      Channel<String> one = Selects.holding(values);
      one.close();
      all.send(one);
    }
    all.close();
    return all;
  }

  @Test
  void allValuesComeAndThoseOfSortedSourcesInOrder() throws Exception {
    List<Pipeline<Integer>> sources = List.of(Pipeline.of(1, 4, 5), Pipeline.of(2, 3, 6));
    assertThat(Fans.merged(ROOT, sources)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    assertThat(Fans.sorted(ROOT, sources)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void sourcesCanBeAddedAndPutOneBehindTheOther() throws Exception {
    Queue<String> printed = new ConcurrentLinkedQueue<>();
    Fans.connections(ROOT, channels(), printed::add);
    assertThat(printed).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(Fans.bridged(ROOT, channels())).containsExactly("a", "b", "c", "d");
  }

  @Test
  void theOrdersOfACustomerComeInOrder() throws Exception {
    Queue<String> booked = new ConcurrentLinkedQueue<>();
    Fans.byKey(ROOT, Pipeline.of("a1", "b1", "a2", "c1", "b2", "a3"), booked::add);
    assertThat(booked).hasSize(6);
    assertThat(booked).filteredOn(order -> order.startsWith("a")).containsExactly("a1", "a2", "a3");
    assertThat(booked).filteredOn(order -> order.startsWith("b")).containsExactly("b1", "b2");
  }

  @Test
  void bothBranchesOfATeeHaveEverything() throws Exception {
    Queue<String> stored = new ConcurrentLinkedQueue<>();
    Queue<String> counted = new ConcurrentLinkedQueue<>();
    Fans.tee(ROOT, Pipeline.of("x", "y", "z"), stored::add, counted::add);
    assertThat(stored).containsExactly("x", "y", "z");
    assertThat(counted).containsExactly("x", "y", "z");
  }

  @Test
  void theFirstOfSeveralEndsIsTheEnd() throws Exception {
    try (CancellableContext ctx = ROOT.withCancel()) {
      Channel<Void> left = Channel.unbuffered();
      ReceiveChannel<Void> either = Fans.or(ctx, left, ctx.done());
      left.close();
      assertThat(either.stream()).isEmpty(); // waits for the end
    }
    nobodyLeft.await();
    Channel<Void> lastOrders = Channel.unbuffered();
    Pipeline<String> endless =
        Pipeline.generate(out -> {
          out.send("soup");
          lastOrders.close();
          Go.blockForever();
        });
    assertThat(Fans.until(ROOT, endless, lastOrders)).hasSizeLessThanOrEqualTo(1);
  }
}
