package dev.csp.examples.digesttree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One worker alone. */
class WorkerTest {
  @TempDir Path root;

  private final Channel<Job> jobs = Channel.buffered(2);
  private final Channel<Outcome> outcome = Channel.buffered(1);
  private final Channel<Outcome> next = Channel.buffered(1);
  private Path gone;
  private Path empty;

  @BeforeEach
  void sendTwoJobs() throws Exception {
    gone = root.resolve("gone");
    empty = Trees.file(root, "empty", "");
    jobs.send(new Job(gone, outcome));
    jobs.send(new Job(empty, next));
    jobs.close();
  }

  private static Worker worker(OnFailure onFailure) throws Exception {
    return new Worker(MessageDigest.getInstance("MD5"), onFailure);
  }

  @Test
  void aFileThatIsGoneIsAnOutcomeAndTheNextIsDone() throws Exception {
    worker(OnFailure.GO_ON).work(jobs);
    assertThat(outcome.receive())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.why()).hasMessage(gone + ": no such file or directory"));
    assertThat(next.receive())
        .isEqualTo(new Outcome.Digested(empty, 0, "d41d8cd98f00b204e9800998ecf8427e"));
  }

  @Test
  void aFileThatIsGoneStopsAWorkerThatIsToStop() throws Exception {
    assertThatThrownBy(() -> worker(OnFailure.STOP).work(jobs))
        .isInstanceOf(UnreadableException.class)
        .hasMessage(gone + ": no such file or directory");
    assertThat(jobs.length()).isEqualTo(1);
  }

  /** It is told to stop: that is no failure of the file, whatever is made of failures. */
  @ParameterizedTest
  @EnumSource
  void anInterruptWhileReadingIsNoFailureOfTheFile(OnFailure onFailure) throws Exception {
    Channel<Job> endless = Channel.unbuffered();
    Worker worker = worker(onFailure);
    Goroutine working = Go.go(() -> worker.work(endless));
    endless.send(new Job(Trees.endless(root, "endless"), outcome));
    Limits.await("the worker reads", () -> isReading(working.thread()));
    working.interrupt();
    assertThat(working.join(Limits.PROMPT)).isTrue();
    assertThat(working.failure()).containsInstanceOf(InterruptedException.class);
    assertThat(outcome.length()).isZero();
  }

  private static boolean isReading(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("digest"));
  }
}
