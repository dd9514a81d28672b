package dev.csp.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the pages on channels, select, goroutines and contexts say of their programs is what they
 * do.
 */
class BasicsTest {
  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void keepWhatIsPrinted() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
    Go.onUncaught(null);
  }

  private List<String> lines() {
    return printed.toString(UTF_8).lines().toList();
  }

  // ---- channels

  @Test
  void theFirstProgramPrintsItsWordsInOrder() {
    First.main(new String[0]);
    assertThat(lines()).containsExactly("goroutines", "talk", "over", "channels");
    nobodyLeft.await();
  }

  @Test
  void aLetterChangesHands() throws InterruptedException {
    assertThat(Channels.handOver()).isEqualTo("how are you?");
    nobodyLeft.await();
  }

  @Test
  void aBufferHasRoomForSoMany() throws InterruptedException {
    assertThat(Channels.buffered()).containsExactly(Sent.FULL, Sent.SENT);
  }

  @Test
  void theSenderClosesAndTheReceiverComesToTheEnd() {
    assertThat(Channels.countAndSum(100)).isEqualTo(5050);
    nobodyLeft.await();
  }

  @Test
  void aReceiveHasThreeOutcomes() throws InterruptedException {
    assertThat(Channels.next(Selects.holding("a job"))).isEqualTo("work on a job");
    assertThat(Channels.next(Channel.never())).isEqualTo("nothing to do for a while");
    Channel<String> closed = Channel.unbuffered();
    closed.close();
    assertThat(Channels.next(closed)).isEqualTo("no more jobs");
    Channel<String> failed = Channels.failed();
    assertThat(Channels.next(failed)).isEqualTo("work on first");
    assertThat(Channels.next(failed)).isEqualTo("no more jobs: disk full");
    assertThatThrownBy(failed::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void whoeverWillNotBeReceivedIsClosed() throws InterruptedException {
    AtomicInteger closed = new AtomicInteger();
    AutoCloseable visitor = closed::incrementAndGet;
    Channels.waitingRoom(List.of(visitor, visitor, visitor, visitor));
    assertThat(closed).hasValue(4);
  }

  // ---- select

  @Test
  void theLoopServesUntilClosingTime() throws InterruptedException {
    Channel<String> orders = Channel.unbuffered();
    Channel<Instant> ticks = Channel.unbuffered();
    Channel<Void> closing = Channel.unbuffered();
    Go.go(() -> {
      orders.send("soup");
      ticks.send(Instant.EPOCH);
      orders.send("pie");
      closing.close();
    });
    assertThat(Selects.serve(orders, ticks, closing)).containsExactly("soup", "pie");
    assertThat(lines()).containsExactly("1970-01-01T00:00:00Z: 1 served");
    nobodyLeft.await();
  }

  @Test
  void aSelectIsAnExpression() throws InterruptedException {
    assertThat(Selects.firstOf(Selects.holding("here"), Channel.never())).isEqualTo("here");
    assertThat(Selects.firstOf(Channel.never(), Selects.holding("there")))
        .isEqualTo("there, from afar");
    assertThat(Selects.firstOf(Channel.never(), Channel.never())).isEqualTo("nobody answers");
  }

  @Test
  void orAStatement() throws InterruptedException {
    Selects.printOne(Selects.holding("rain"));
    Selects.printOne(Channel.never());
    assertThat(lines()).containsExactly("rain", "no news");
  }

  @Test
  void aSendIsACaseToo() throws InterruptedException {
    Channel<String> window = Channel.buffered(1);
    Channel<String> shelf = Channel.buffered(1);
    assertThat(
            List.of(
                Selects.pass(window, shelf, "soup"),
                Selects.pass(window, shelf, "pie"),
                Selects.pass(window, shelf, "tart")))
        .containsExactlyInAnyOrder("window", "shelf", "nowhere")
        .endsWith("nowhere");
  }

  @Test
  void aCaseThatDoesNotApplyIsLeftOut() throws InterruptedException {
    Channel<String> in = Channel.unbuffered();
    Channel<String> out = Channel.unbuffered();
    Go.go(() -> Selects.queue(in, out));
    for (int i = 0; i < 10; i++) {
      in.send("value " + i); // nobody receives yet
    }
    in.close();
    assertThat(out.stream()).hasSize(10).startsWith("value 0").endsWith("value 9");
    nobodyLeft.await();
  }

  @Test
  void theFirstInTheListIsChosen() throws InterruptedException {
    Channel<Void> stop = Channel.unbuffered();
    Channel<String> jobs = Selects.holding("one", "two");
    assertThat(Selects.stopFirst(stop, jobs)).isEqualTo("job one");
    stop.close();
    for (int i = 0; i < 20; i++) {
      assertThat(Selects.stopFirst(stop, jobs)).isEqualTo("stop");
    }
  }

  @Test
  void aSelectorCopiesEverything() throws InterruptedException {
    Channel<Integer> numbers = Channel.unbuffered();
    Channel<Integer> copies = Channel.unlimited();
    Go.go(() -> Channels.count(100, numbers));
    assertThat(Selects.copy(numbers, copies)).isEqualTo(100);
    copies.close();
    assertThat(Channels.sum(copies)).isEqualTo(5050);
    nobodyLeft.await();
  }

  // ---- goroutines

  @Test
  void joinWaitsAndDoesNotThrow() throws InterruptedException {
    assertThat(Goroutines.join(() -> {})).isEmpty();
    Go.onUncaught((goroutine, thrown) -> {});
    IllegalStateException failure = new IllegalStateException();
    assertThat(
            Goroutines.join(() -> {
              throw failure;
            }))
        .containsSame(failure);
  }

  @Test
  void aWaitGroupWaitsForAllSquares() throws InterruptedException {
    assertThat(Goroutines.squares(5)).containsExactly(0, 1, 4, 9, 16);
  }

  @Test
  void leavingAGroupLeavesNobody() throws Exception {
    assertThat(Goroutines.group(Channel.unbuffered())).isIn("from the left", "from the right");
  }

  @Test
  void theFailureOfAMemberStopsTheOthersAndIsThrown() throws Exception {
    List<String> log = new ArrayList<>();
    Goroutines.failures(log::add);
    assertThat(log)
        .containsExactly("stopped by java.lang.IllegalStateException: line 7 makes no sense");
  }

  @Test
  void whatNobodyTakesGoesToTheHandler() throws InterruptedException {
    Channel<String> log = Channel.buffered(1);
    Goroutines.uncaught(log::trySend);
    Go.go(
            "unlucky",
            () -> {
              throw new IllegalStateException("no luck");
            })
        .join();
    assertThat(log.receive()).isEqualTo("unlucky: java.lang.IllegalStateException: no luck");
  }

  @Test
  void anInterruptEndsAGoroutineQuietly() throws InterruptedException {
    Goroutine printer = Goroutines.interrupted(Channel.unbuffered());
    assertThat(printer.isDone()).isTrue();
    assertThat(printer.failure()).containsInstanceOf(InterruptedException.class);
  }

  @Test
  void theDumpSaysWhatTheReaderWaitsFor() throws InterruptedException {
    assertThat(Goroutines.name()).isEqualTo("reader");
    assertThat(lines())
        .anyMatch(line -> line.contains("chan receive on channel mail"))
        .endsWith("at last");
  }

  // ---- contexts and time

  @Test
  void aTimeOutEndsAReceive() throws InterruptedException {
    assertThat(Contexts.ask(Context.background(), Selects.holding("42"))).isEqualTo("42");
    assertThat(Contexts.ask(Context.background(), Channel.never())).isEqualTo("no answer in time");
  }

  @Test
  void theEndOfAContextIsACase() throws InterruptedException {
    try (CancellableContext ctx = Context.background().withCancel()) {
      Channel<String> lines = Channel.unbuffered();
      Go.go(() -> {
        lines.send("one");
        lines.send("two");
        ctx.cancel();
      });
      assertThat(Contexts.countUntilDone(ctx, lines)).isEqualTo(2);
    }
    nobodyLeft.await();
  }

  @Test
  void theCauseComesDownTheTree() {
    assertThat(Contexts.cause())
        .map(Optional::orElseThrow)
        .satisfiesExactly(
            why -> assertThat(why).hasMessage("power failure"),
            how -> assertThat(how).isInstanceOf(CancellationException.class));
  }

  @Test
  void aValueGoesAlong() {
    assertThat(Contexts.greetAda()).isEqualTo("hello, Ada");
    assertThat(Contexts.greet(Context.background())).isEqualTo("hello, stranger");
  }

  @Test
  void aValueReachesCodeThatHasNoContext() throws Exception {
    List<String> log = new ArrayList<>();
    Contexts.log(Context.background(), log::add);
    assertThat(log).containsExactly("for Ada");
    assertThat(Context.current()).isSameAs(Context.background());
  }

  @Test
  void whatWasArrangedForTheEndCanBeTakenBack() {
    Channel<String> closed = Channel.buffered(1);
    Closeable socket = () -> closed.trySend("closed");
    try (CancellableContext ctx = Context.background().withCancel()) {
      assertThat(Contexts.closing(ctx, socket)).isTrue();
      ctx.cancel();
      assertThat(Contexts.closing(ctx, socket)).isFalse();
    }
    nobodyLeft.await();
    assertThat(closed.length()).isOne();
  }

  @Test
  void ticksComeInTheirRhythm() throws InterruptedException {
    List<Instant> ticks = Contexts.ticks(3);
    assertThat(ticks).hasSize(3);
    assertThat(Duration.between(ticks.getFirst(), ticks.getLast()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(10));
  }

  @Test
  void aTimerCanBeSetAnew() throws Exception {
    assertThat(Contexts.timer()).isTrue();
    Contexts.pause(Context.background());
  }
}
