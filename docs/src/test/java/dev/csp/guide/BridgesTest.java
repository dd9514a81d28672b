package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.pipeline.Pipeline;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The programs of the page on bridges do what the page says. */
class BridgesTest {
  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  @Test
  void aGoroutineIsAFuture() throws Exception {
    assertThat(Bridges.future(Context.background(), () -> "four").get()).isEqualTo(4);
    nobodyLeft.await();
  }

  @Test
  void aFutureIsACaseOfASelect() throws Exception {
    assertThat(Bridges.watch(Channel.never(), CompletableFuture.completedFuture("maintenance")))
        .isEqualTo("stop: maintenance");
    assertThat(Bridges.watch(Selects.holding("one"), new CompletableFuture<>()))
        .isEqualTo("job one");
  }

  @Test
  void whatIsPublishedIsReceived() throws Exception {
    try (CancellableContext ctx = Context.background().withCancel()) {
      Pipeline<String> lines = Pipeline.of("one", "two", "three");
      assertThat(Bridges.subscribe(ctx, Bridges.publish(ctx, lines)))
          .containsExactly("one", "two", "three");
    }
    nobodyLeft.await();
  }

  @Test
  void aChannelIsAQueueForThoseWhoKnowNoChannels() throws Exception {
    assertThat(Bridges.queue(queue -> queue.add("a line"))).containsExactly("a line");
  }

  @Test
  void streamsAndLinesAreSourcesAndEnds() throws Exception {
    assertThat(Bridges.stream(Context.background(), List.of("a", "word", "or", "three")))
        .isEqualTo(2);
    StringWriter report = new StringWriter();
    Bridges.lines(Context.background(), "ERROR one\nfine\nERROR two\n", report);
    assertThat(report.toString().lines()).containsExactly("ERROR one", "ERROR two");
    nobodyLeft.await();
  }
}
