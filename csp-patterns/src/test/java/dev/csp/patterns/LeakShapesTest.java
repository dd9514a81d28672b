package dev.csp.patterns;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Ticker;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import dev.csp.select.Select;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * The six shapes in which Go programs leak goroutines. Each is here as people write it, and is seen
 * to leak: this is the control, without which the other half would prove nothing. And each is here
 * with the patterns, where the same course of events leaves nobody behind.
 *
 * <p>The leaked goroutines are interrupted at the end. In a program nobody would do that.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class LeakShapesTest {
  private static final Context CTX = Context.background();

  private final int before = Go.count();

  /** What a shape has started, so that the test can end it. */
  private final List<Goroutine> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Go.count()).isEqualTo(before);
  }

  private void go(String name, Task task) {
    started.add(Go.go(name, task));
  }

  /** They wait, all of them, and go on waiting; a dump says who and for what. */
  private void assertLeaks(int count, String reason, String name) throws InterruptedException {
    List<Goroutine> left = started.stream().filter(goroutine -> !goroutine.isDone()).toList();
    left.forEach(Crew::untilParked);
    Go.sleep(ofMillis(5));
    assertThat(Go.count()).isEqualTo(before + count);
    String dump = Go.dump();
    for (Goroutine goroutine : left) {
      assertThat(goroutine.name()).isEqualTo(name);
      assertThat(dump).contains("goroutine " + goroutine.id() + " [" + reason);
    }
    assertThat(dump).contains("]: " + name + "\n").contains(getClass().getSimpleName());
    for (Goroutine goroutine : left) {
      goroutine.interrupt();
      goroutine.join();
    }
  }

  private void assertNobodyIsLeft() {
    assertThat(Go.count()).isEqualTo(before);
  }

  /** Who receives until the close waits for ever if there is none. */
  @Nested
  final class RangeWithoutClose {
    @Test
    void byHandLeaksTheReceiver() throws Exception {
      Channel<String> lines = Channel.unbuffered();
      AtomicInteger printed = new AtomicInteger();
      go("printer", () -> lines.forEach(line -> printed.incrementAndGet()));
      for (int i = 0; i < 3; i++) {
        lines.send("line " + i);
      }
      // and no lines.close()
      assertLeaks(1, "chan receive", "printer");
    }

    /** The owner of the channel closes it however its block is left. */
    @Test
    void withAChannelThatIsAResourceLeavesNobody() throws Exception {
      AtomicInteger printed = new AtomicInteger();
      try (ErrGroup group = new ErrGroup(CTX)) {
        Channel<String> lines = Channel.unbuffered();
        group.go(() -> lines.forEach(line -> printed.incrementAndGet()));
        try (SendChannel<String> out = lines.sendOnly()) {
          for (int i = 0; i < 3; i++) {
            out.send("line " + i);
          }
        }
        group.await();
      }
      assertThat(printed).hasValue(3);
      assertNobodyIsLeft();
    }

    /** Also without the close: the group ends the receiver. */
    @Test
    void inAGroupLeavesNobodyEvenIfTheCloseIsForgotten() throws Exception {
      try (ErrGroup group = new ErrGroup(CTX)) {
        Channel<String> lines = Channel.unbuffered();
        group.go(() -> lines.forEach(line -> {}));
        lines.send("line");
      }
      assertNobodyIsLeft();
    }

    /** A pool closes its results itself. */
    @Test
    void withAPoolLeavesNobody() throws Exception {
      AtomicInteger printed = new AtomicInteger();
      try (ErrGroup group = new ErrGroup(CTX);
          WorkerPool<String, String> pool =
              WorkerPool.<String, String>builder(line -> line).open(CTX)) {
        group.go(() -> pool.results().forEach(line -> printed.incrementAndGet()));
        for (int i = 0; i < 3; i++) {
          pool.submit("line " + i);
        }
        pool.drain();
        group.await();
      }
      assertThat(printed).hasValue(3);
      assertNobodyIsLeft();
    }
  }

  /** Who loops until told to stop waits for ever if nobody tells. */
  @Nested
  final class ForgottenStop {
    private final AtomicInteger polls = new AtomicInteger();

    private void poll(ReceiveChannel<Void> stop) throws InterruptedException {
      ReceiveChannel<?> ticks = Ticker.every(ofHours(1)).channel();
      boolean more = true;
      polls.incrementAndGet();
      while (more) {
        more =
            Select.<Boolean>select(
                Select.receive(ticks, at -> polls.incrementAndGet() > 0),
                Select.receive(stop, nothing -> false, () -> false));
      }
    }

    @Test
    void byHandLeaksTheLoop() throws Exception {
      Channel<Void> stop = Channel.unbuffered();
      go("poller", () -> poll(stop));
      // work, and no stop.close()
      assertLeaks(1, "select", "poller");
    }

    @Test
    void withAGroupThereIsNothingToForget() throws Exception {
      try (ErrGroup group = new ErrGroup(CTX)) {
        group.go("poller", () -> poll(group.context().done()));
        // work
      }
      assertNobodyIsLeft();
    }

    @Test
    void withASupervisorThereIsNothingToForget() throws Exception {
      try (Supervisor supervisor =
          Supervisor.of("poller", (context, heartbeat) -> poll(context.done())).start(CTX)) {
        Crew.until("it polls", () -> polls.get() > 0);
      }
      assertNobodyIsLeft();
    }
  }

  /** Who sends a second answer waits for ever: the asker has gone with the first. */
  @Nested
  final class DoubleSend {
    private String read(boolean exists) throws IOException {
      if (!exists) {
        throw new IOException("no such file");
      }
      return "content";
    }

    @Test
    void byHandLeaksTheSender() throws Exception {
      Channel<Object> answer = Channel.unbuffered();
      go(
          "reader",
          () -> {
            String content = "";
            try {
              content = read(false);
            } catch (IOException e) {
              answer.send(e); // and no return
            }
            answer.send(content);
          });
      assertThat(answer.receive()).isInstanceOf(IOException.class);
      assertLeaks(1, "chan send", "reader");
    }

    /** A result that is returned cannot be returned twice. */
    @Test
    void withAGroupOfResultsLeavesNobody() throws Exception {
      try (ResultGroup<String> group = new ResultGroup<>(CTX)) {
        group.go(() -> read(false));
        assertThatThrownBy(group::await)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IOException.class);
      }
      assertNobodyIsLeft();
    }

    /** If it must be a channel, the group ends whoever is left in a send. */
    @Test
    void inAGroupLeavesNobodyEvenIfItSendsTwice() throws Exception {
      try (ErrGroup group = new ErrGroup(CTX)) {
        Channel<Object> answer = Channel.unbuffered();
        group.go(() -> {
          answer.send("one");
          answer.send("two");
        });
        assertThat(answer.receive()).isEqualTo("one");
      }
      assertNobodyIsLeft();
    }
  }

  /** Who started a sender and returns before it receives leaves the sender waiting. */
  @Nested
  final class EarlyReturn {
    private String lookUp() {
      return "found";
    }

    private String byHand(boolean valid) throws InterruptedException {
      Channel<String> result = Channel.unbuffered();
      go("lookup", () -> result.send(lookUp()));
      if (!valid) {
        return "invalid"; // and nobody receives the result
      }
      return result.receive();
    }

    @Test
    void byHandLeaksTheSender() throws Exception {
      assertThat(byHand(true)).isEqualTo("found");
      started.get(0).join();
      assertThat(byHand(false)).isEqualTo("invalid");
      assertLeaks(1, "chan send", "lookup");
    }

    private String withAGroup(boolean valid) throws Exception {
      try (ErrGroup group = new ErrGroup(CTX)) {
        Channel<String> result = Channel.unbuffered();
        group.go(() -> result.send(lookUp()));
        if (!valid) {
          return "invalid";
        }
        return result.receive();
      }
    }

    @Test
    void withAGroupLeavesNobody() throws Exception {
      assertThat(withAGroup(true)).isEqualTo("found");
      assertThat(withAGroup(false)).isEqualTo("invalid");
      assertNobodyIsLeft();
    }

    /** The same for a pool whose results the caller does not wait for. */
    @Test
    void withAPoolLeavesNobody() throws Exception {
      List<String> lost = new ArrayList<>();
      try (WorkerPool<String, String> pool =
          WorkerPool.<String, String>builder(job -> lookUp())
              .workers(1)
              .onUndelivered(result -> lost.add(result.job()))
              .open(CTX)) {
        pool.submit("job");
        Crew.until("it is done", () -> pool.counts().done() == 1);
      } // and returns
      assertThat(lost).containsExactly("job");
      assertNobodyIsLeft();
    }
  }

  /** Of n who send to one who receives once, all but one wait for ever. */
  @Nested
  final class NCast {
    private String ask(String server) {
      return "answer of " + server;
    }

    private static final List<String> SERVERS = List.of("a", "b", "c", "d");

    @Test
    void byHandLeaksAllButOne() throws Exception {
      Channel<String> answers = Channel.unbuffered();
      for (String server : SERVERS) {
        go("ask", () -> answers.send(ask(server)));
      }
      assertThat(answers.receive()).startsWith("answer of ");
      Crew.until("one has ended", () -> started.stream().anyMatch(Goroutine::isDone));
      assertLeaks(3, "chan send", "ask");
    }

    @Test
    void withARaceLeavesNobody() throws Exception {
      try (Race<String> race = new Race<>(CTX)) {
        for (String server : SERVERS) {
          race.go("ask", () -> ask(server));
        }
        assertThat(race.await()).startsWith("answer of ");
      }
      assertNobodyIsLeft();
    }

    @Test
    void asAReplicatedRequestLeavesNobody() throws Exception {
      assertThat(
              Replicated.<String, String, String>over(
                      SERVERS, (context, server, question) -> ask(server))
                  .request(CTX, "question"))
          .startsWith("answer of ");
      assertNobodyIsLeft();
    }
  }

  /** Who gives up waiting leaves the sender waiting. */
  @Nested
  final class TimeoutAbandonsTheSender {
    /** Slow enough: it takes until the asker has given up. Keeps an interrupt for later. */
    private String slow(ReceiveChannel<Void> gaveUp) {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            gaveUp.receiveOrClosed();
            return "late";
          } catch (InterruptedException e) { // computes on
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Test
    void byHandLeaksTheSender() throws Exception {
      Channel<Void> gaveUp = Channel.unbuffered();
      Channel<String> result = Channel.unbuffered();
      go("compute", () -> result.send(slow(gaveUp)));
      String answer =
          Select.select(Select.receive(result), Select.after(ofMillis(1), () -> "timed out"));
      assertThat(answer).isEqualTo("timed out");
      gaveUp.close();
      assertLeaks(1, "chan send", "compute");
    }

    /** What comes late goes to the hook; and to wait for it is the close's business. */
    @Test
    void withARaceLeavesNobody() throws Exception {
      Channel<Void> gaveUp = Channel.unbuffered();
      List<String> late = new ArrayList<>();
      try (CancellableContext limit = CTX.withTimeout(ofMillis(1));
          Race<String> race = new Race<>(CTX, late::add)) {
        race.go("compute", () -> slow(gaveUp));
        assertThatThrownBy(() -> limit.receive(race.winner()))
            .isInstanceOf(DeadlineExceededException.class);
        gaveUp.close();
      }
      assertThat(late).containsExactly("late");
      assertNobodyIsLeft();
    }

    /** The limit may also be that of the race. */
    @Test
    void withARaceThatHasALimitLeavesNobody() throws Exception {
      Channel<Void> gaveUp = Channel.unbuffered();
      List<String> late = new ArrayList<>();
      boolean inTime;
      try (CancellableContext limit = CTX.withTimeout(ofMillis(1));
          Race<String> race = new Race<>(limit, late::add)) {
        inTime = race.go("compute", () -> slow(gaveUp)); // not on a slow machine
        assertThatThrownBy(race::await)
            .isInstanceOf(CancellationException.class)
            .hasCauseInstanceOf(DeadlineExceededException.class);
        gaveUp.close();
      }
      assertThat(late).hasSize(inTime ? 1 : 0);
      assertNobodyIsLeft();
    }

    @Test
    void withAGroupLeavesNobody() throws Exception {
      Channel<Void> gaveUp = Channel.unbuffered();
      try (ErrGroup group = new ErrGroup(CTX)) {
        Channel<String> result = Channel.unbuffered();
        group.go("compute", () -> result.send(slow(gaveUp)));
        String answer =
            Select.select(Select.receive(result), Select.after(ofMillis(1), () -> "timed out"));
        assertThat(answer).isEqualTo("timed out");
        gaveUp.close();
      }
      assertNobodyIsLeft();
    }
  }
}
