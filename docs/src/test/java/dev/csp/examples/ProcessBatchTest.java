package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.examples.ProcessBatch.Result;
import dev.csp.examples.ProcessBatch.Work;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProcessBatchTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final Work ECHO = job -> new Result.Failure(job, new IOException("not tried"));

  @RegisterExtension final Printed printed = new Printed();

  private static List<String> jobs(int number) {
    return IntStream.range(0, number).mapToObj(Integer::toString).toList();
  }

  @Test
  void factorizesTheNumbersGiven() throws Exception {
    assertThat(ProcessBatch.run(printed.out(), List.of("1", "12", "97"))).isZero();
    assertThat(printed.lines().subList(1, 4))
        .containsExactlyInAnyOrder("  1 = 1", "  12 = 2 * 2 * 3", "  97 = 97");
    assertThat(printed.lines())
        .endsWith(
            "  done: 3",
            "the whole batch by a WorkerPool, in order:",
            "  1 = 1",
            "  12 = 2 * 2 * 3",
            "  97 = 97");
  }

  @Test
  void aJobThatFailsIsAResultOrStopsTheBatch() throws Exception {
    assertThat(ProcessBatch.run(printed.out(), List.of("6", "six", "0"))).isEqualTo(1);
    assertThat(printed.lines().subList(1, 4))
        .containsExactlyInAnyOrder(
            "  6 = 2 * 3",
            "  failed: \"six\" is no number from 1 to 999999999999",
            "  failed: \"0\" is no number from 1 to 999999999999");
    assertThat(printed.after("  stopped: ")).matches(".*Exception: \"(six|0)\" is no number .*");
    assertThat(printed.lines())
        .endsWith(
            "  6 = 2 * 3",
            "  failed: \"six\" is no number from 1 to 999999999999",
            "  failed: \"0\" is no number from 1 to 999999999999");
  }

  @Test
  void itsOwnBatchHasOneThatFails() throws Exception {
    assertThat(ProcessBatch.run(printed.out(), List.of())).isZero();
    assertThat(printed.lines()).hasSize(1 + 20 + 1 + 3 + 1 + 1 + 1 + 20);
    assertThat(printed.after("  stopped: ")).contains("\"ten\"");
  }

  @Test
  void everyJobIsDoneOnce() throws Exception {
    List<Result> results = ProcessBatch.process(jobs(1000), ECHO, ALL);
    assertThat(results)
        .map(result -> ((Result.Failure) result).job())
        .containsExactlyInAnyOrderElementsOf(jobs(1000));
  }

  @Test
  void thePoolDoesEveryJobOnceAndKeepsTheOrder() throws Exception {
    assertThat(ProcessBatch.processInPool(jobs(1000), ECHO))
        .map(result -> ((Result.Failure) result).job())
        .isEqualTo(jobs(1000));
    assertThat(ProcessBatch.processInPool(jobs(0), ECHO)).isEmpty();
  }

  @Test
  void whatTheWorkThrowsIsAResultOfThePool() throws Exception {
    IOException failure = new IOException("disk full");
    Work fails =
        job -> {
          throw failure;
        };
    assertThat(ProcessBatch.processInPool(jobs(1), fails))
        .containsExactly(new Result.Failure("0", failure));
  }

  @Test
  void thereMayBeFewerJobsThanWorkers() throws Exception {
    assertThat(ProcessBatch.process(jobs(1), ECHO, ALL)).hasSize(1);
    assertThat(ProcessBatch.process(jobs(0), ECHO, ALL)).isEmpty();
  }

  /** The other jobs would never end by themselves. */
  @Test
  void whoeverHasEnoughStopsTheWorkers() throws Exception {
    Work firstOnly =
        job -> {
          if (!job.equals("0")) {
            Channel.never().receive();
          }
          return ECHO.on(job);
        };
    assertThat(ProcessBatch.process(jobs(100), firstOnly, 1)).hasSize(1);
  }

  /** The first worker can fail before the last one has been started. */
  @Test
  @Timeout(120)
  void aFailureAtOnceDoesNotHangTheBatch() {
    Work fails =
        job -> {
          throw new IOException(job);
        };
    for (int i = 0; i < 500; i++) {
      assertThatThrownBy(() -> ProcessBatch.process(jobs(2), fails, ALL))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void whatTheWorkThrowsStopsTheBatchAndIsTheCause() {
    IOException failure = new IOException("disk full");
    Work firstFails =
        job -> {
          if (job.equals("0")) {
            throw failure;
          }
          Channel.never().receive();
          return ECHO.on(job);
        };
    assertThatThrownBy(() -> ProcessBatch.process(jobs(100), firstFails, ALL))
        .isInstanceOf(ExecutionException.class)
        .hasCause(failure);
  }
}
