package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Semaphore;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.pipeline.Pipeline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The programs of the pages on patterns do what the pages say. */
class PatternsTest {
  private static final Context ROOT = Context.background();
  private static final Callable<String> HANGS =
      () -> {
        Go.blockForever();
        return "never";
      };
  private static final Callable<String> FAILS =
      () -> {
        throw new IOException("no such page");
      };

  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  @Test
  void aPoolAnswersEveryJob() {
    assertThat(Patterns.pool(ROOT, List.of("1", "two", "3", "4", "5", "6", "7", "8", "9", "10")))
        .hasSize(10)
        .contains("1 is 1", "two is no number", "10 is 10");
  }

  @Test
  void soDoesOneByHand() throws Exception {
    assertThat(Patterns.poolByHand(List.of("a", "b", "c", "d", "e"), job -> job + job))
        .containsExactlyInAnyOrder("aa", "bb", "cc", "dd", "ee");
  }

  @Test
  void aPipelineKeepsTheOrder() throws Exception {
    assertThat(Patterns.pipeline(List.of(" one", "", "two ", "three")))
        .containsExactly("ONE", "TWO", "THREE");
  }

  @Test
  void aSourceWithoutAnEndIsStopped() throws Exception {
    assertThat(Patterns.firstMultiple(ROOT, 7)).isEqualTo(7);
  }

  @Test
  void aGroupThrowsTheFirstFailure() throws Exception {
    Patterns.group(List.of(() -> "fine", () -> "fine", () -> "fine"));
    assertThatThrownBy(() -> Patterns.group(List.of(HANGS, FAILS, HANGS)))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no such page");
  }

  @Test
  void resultsComeInTheOrderOfTheQuestions() throws Exception {
    Channel<String> second = Channel.unbuffered();
    Callable<String> waits = second::receive;
    Callable<String> answers =
        () -> {
          second.send("first, late");
          return "second";
        };
    assertThat(Patterns.results(List.of(waits, answers))).containsExactly("first, late", "second");
  }

  @Test
  void aRaceTakesTheFirstSuccess() throws Exception {
    assertThat(Patterns.race(ROOT, FAILS, () -> "page")).isEqualTo("page");
    assertThat(Patterns.race(ROOT, () -> "cached", HANGS)).isEqualTo("cached");
    assertThatThrownBy(() -> Patterns.race(ROOT, FAILS, FAILS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void aReplicaAnswersForOneThatIsDown() throws Exception {
    assertThat(
            Patterns.replicated(
                ROOT,
                List.of(
                    name -> {
                      throw new IllegalStateException("down");
                    },
                    name -> "hello, " + name)))
        .isEqualTo("hello, Ada");
  }

  @Test
  void aWorkerThatIsStuckFallsSilent() throws Exception {
    Channel<Runnable> jobs = Channel.unbuffered();
    Channel<Void> stuck = Channel.unbuffered();
    Go.go(() -> jobs.send(() -> stuck.forEach(nothing -> {})));
    assertThat(Patterns.watch(jobs)).isEqualTo("worker is silent");
    jobs.close(); // and that is the end of the worker, once it is out of its job
    Go.onUncaught((goroutine, thrown) -> {});
    stuck.close();
    nobodyLeft.await();
    Go.onUncaught(null);
  }

  @Test
  void everySubscriberHasItsOwnBuffer() throws Exception {
    assertThat(Patterns.broadcast(ROOT, 5)).containsExactly(1, 2, 3, 4, 5, 5);
  }

  @Test
  void rowsComeInBatchesAndRequestsAtTheirRate() throws Exception {
    assertThat(Patterns.batches(ROOT, Pipeline.of("a", "b", "c")))
        .containsExactly(List.of("a", "b"), List.of("c"));
    assertThat(Patterns.rate(ROOT, Pipeline.of("a", "b", "c"))).containsExactly("a", "b", "c");
    List<String> run = new ArrayList<>();
    Patterns.rateByHand(List.of(() -> run.add("one"), () -> run.add("two")));
    assertThat(run).containsExactly("one", "two");
  }

  @Test
  void permitsAreGivenBack() throws Exception {
    Semaphore semaphore = new Semaphore(10);
    Patterns.limited(semaphore, 7, () -> assertThat(semaphore.available()).isEqualTo(3));
    assertThat(semaphore.available()).isEqualTo(10);
    assertThat(Patterns.permitOrElse(semaphore, permit -> "connected")).isEqualTo("connected");
    semaphore.acquire(10);
    assertThat(Patterns.permitOrElse(semaphore, permit -> "connected")).isEqualTo("too busy");
    semaphore.release(10);
  }

  @Test
  void aRequestIsTriedFiveTimes() throws Exception {
    List<Duration> pauses = new ArrayList<>();
    assertThatThrownBy(() -> Patterns.retry(ROOT, FAILS, pauses::add))
        .isInstanceOf(IOException.class);
    assertThat(pauses).hasSize(4);
    assertThat(Patterns.retry(ROOT, () -> "page", pauses::add)).isEqualTo("page");
  }

  @Test
  void theMendedShopEndsAndTheOtherOneIsSeenToHang() throws Exception {
    assertThat(Hang.mended()).isEqualTo(7);
    assertThat(Hang.dump()).contains("]: cook\n", "]: shop\n");
    assertThat(Hang.report()).startsWith("all goroutines are asleep - deadlock!");
  }

  @Test
  void allSourcesAreHeardAndOneThatFailsStopsTheRest() throws Exception {
    assertThat(Patterns.fanIn(List.of(() -> "one", () -> "two", () -> "three")))
        .containsExactlyInAnyOrder("one", "two", "three");
    assertThatThrownBy(() -> Patterns.fanIn(List.of(HANGS, FAILS)))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no such page");
  }

  @Test
  void consumersShareTheWork() throws Exception {
    Channel<String> consumed = Channel.unlimited();
    List<String> work = List.of("a", "b", "c", "d", "e", "f", "g");
    Patterns.fanOut(work, consumed::trySend);
    consumed.close();
    assertThat(consumed.stream()).containsExactlyInAnyOrderElementsOf(work);
  }
}
