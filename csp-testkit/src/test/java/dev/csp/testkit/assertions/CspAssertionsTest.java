package dev.csp.testkit.assertions;

import static dev.csp.testkit.assertions.CspAssertions.assertThat;
import static dev.csp.testkit.assertions.CspAssertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.leak.LeakError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheckExtension.class)
final class CspAssertionsTest {
  private final Channel<String> orders = Channel.buffered("orders", 8);

  private static void fails(String message, ThrowingCallable assertion) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessage(message);
  }

  @Test
  void standsBesideTheOnesOfAssertJ() {
    assertThat(orders).isOpen();
    assertThat(List.of(1, 2)).hasSize(2);
    assertThat("text").isNotEmpty();
  }

  @Test
  void lengthAndCapacity() throws Exception {
    assertThat(orders).isEmpty().hasCapacity(8);
    for (String value : List.of("a", "b", "c")) {
      orders.send(value);
    }
    ReceiveChannel<String> receiving = orders.receiveOnly();
    SendChannel<String> sending = orders.sendOnly();
    assertThat(orders).hasLength(3).isOpen();
    assertThat(receiving).hasLength(3).hasCapacity(8).isOpen();
    assertThat(sending).hasLength(3).hasCapacity(8).isOpen();
    fails(
        "expected Channel[orders, buffered, 3 of 8] to have length 4, but it has 3",
        () -> assertThat(orders).hasLength(4));
    fails(
        "expected Channel[orders, buffered, 3 of 8] to be empty, but it has length 3",
        () -> assertThat(receiving).isEmpty());
    fails(
        "expected Channel[orders, buffered, 3 of 8] to have capacity 9, but it has 8",
        () -> assertThat(sending).hasCapacity(9));
    fails(
        "[the orders] expected Channel[orders, buffered, 3 of 8] to have length 4, but it has 3",
        () -> assertThat(orders).as("the orders").hasLength(4));
    assertThat(orders.length()).isEqualTo(3);
  }

  @Test
  void dropped() throws Exception {
    Channel<String> sliding = Channel.sliding("latest", 1);
    assertThat(sliding).hasDropped(0);
    sliding.send("a");
    sliding.send("b");
    assertThat(sliding).hasDropped(1);
    assertThat(Channel.<String>never()).hasDropped(0);
    fails(
        "expected Channel[latest, sliding, 1 of 1] to have dropped 2 values, but it has dropped 1",
        () -> assertThat(sliding).hasDropped(2));
  }

  @Test
  void openAndClosed() {
    fails(
        "expected Channel[orders, buffered, 0 of 8] to be closed, but it is open",
        () -> assertThat(orders).isClosed());
    fails(
        "expected Channel[orders, buffered, 0 of 8] to be closed because of java.io.IOException,"
            + " but it is open",
        () -> assertThat(orders).isClosedWith(IOException.class));
    orders.close();
    assertThat(orders).isClosed().isClosedWithoutCause();
    assertThat(orders.receiveOnly()).isClosed();
    assertThat(orders.sendOnly()).isClosed();
    fails(
        "expected Channel[orders, buffered, 0 of 8, closed] to be open, but it is closed",
        () -> assertThat(orders).isOpen());
    fails(
        "expected Channel[orders, buffered, 0 of 8, closed] to be closed because of"
            + " java.io.IOException, but it is closed without a cause",
        () -> assertThat(orders).isClosedWith(IOException.class));
  }

  @Test
  void closedWithACause() {
    orders.close(new IOException("no line"));
    assertThat(orders).isClosed().isClosedWith(IOException.class).isClosedWith(Exception.class);
    String closed = "Channel[orders, buffered, 0 of 8, closed]";
    String because = "but it is closed because of java.io.IOException: no line";
    fails("expected " + closed + " to be open, " + because, () -> assertThat(orders).isOpen());
    fails(
        "expected " + closed + " to be closed without a cause, " + because,
        () -> assertThat(orders).isClosedWithoutCause());
    fails(
        "expected "
            + closed
            + " to be closed because of java.util.concurrent.TimeoutException, "
            + because,
        () -> assertThat(orders).isClosedWith(TimeoutException.class));
  }

  @Test
  void endsOfOtherKinds() throws Exception {
    assertThat(Channel.<String>never()).isOpen().isEmpty();
    assertThat(Timer.after(Duration.ofHours(1))).isOpen().isEmpty();
    Channel<String> gate = Channel.unbuffered();
    Goroutine goroutine = Go.go(gate::receiveOrClosed);
    assertThat(goroutine.done()).isOpen();
    gate.close();
    goroutine.join();
    assertThat(goroutine.done()).isClosedWithoutCause();
  }

  @Test
  void whatAssertJShowsTakesNoValues() throws Exception {
    orders.send("secret");
    assertThatThrownBy(() -> assertThat(orders).isEqualTo("another"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Channel[orders, buffered, 1 of 8]")
        .hasMessageNotContaining("secret");
    assertThat(orders).hasLength(1);
  }

  @Test
  void nullFailsTheFirstAssertion() {
    assertThatThrownBy(() -> assertThat((Channel<?>) null).isOpen())
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat((Goroutine) null).isDone())
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThatCode(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void goroutines() throws Exception {
    Channel<String> gate = Channel.unbuffered();
    Goroutine good = Go.go("good", gate::receiveOrClosed);
    Goroutine bad = Go.go("bad", gate::receive); // ends quietly, with the interrupt
    String goodName = "expected goroutine " + good.id() + " [good] to ";
    String badName = "expected goroutine " + bad.id() + " [bad] to ";
    assertThat(good).isAlive();
    fails(goodName + "have ended, but it is alive", () -> assertThat(good).hasSucceeded());
    bad.interrupt();
    bad.join();
    gate.close();
    good.join();
    assertThat(good).isDone().hasSucceeded();
    assertThat(bad).isDone().hasFailedWith(InterruptedException.class);
    fails(
        goodName + "be alive, but it has ended without a failure",
        () -> assertThat(good).isAlive());
    fails(
        goodName + "have failed with java.io.IOException, but it has ended without a failure",
        () -> assertThat(good).hasFailedWith(IOException.class));
    String seen = "but it has ended with " + bad.failure().orElseThrow();
    fails(badName + "have succeeded, " + seen, () -> assertThat(bad).hasSucceeded());
    fails(
        badName + "have failed with java.io.IOException, " + seen,
        () -> assertThat(bad).hasFailedWith(IOException.class));
  }

  @Test
  void codeThatLeavesNoGoroutines() {
    assertThatCode(() -> {}).leavesNoGoroutines();
    assertThatCode(() -> Go.go(() -> {})).leavesNoGoroutines().within(Duration.ofHours(1));
  }

  @Test
  void codeThatLeavesGoroutinesFailsUnlessTheyAreAllowed() throws Exception {
    Goroutine[] left = new Goroutine[2];
    CodeAssert code =
        assertThatCode(
                () -> {
                  for (int i = 0; i < left.length; i++) {
                    left[i] = Go.go("cache-" + i, Go::blockForever);
                  }
                })
            .as("the start of the server")
            .within(Duration.ZERO);
    assertThatExceptionOfType(LeakError.class)
        .isThrownBy(code::leavesNoGoroutines)
        .withMessageStartingWith(
            "2 goroutines are alive 0 ms after the end of the start of the server:")
        .withMessageContaining("]: cache-1\n");
    end(left);
    code.allowing("cache-0", "cache-1").leavesNoGoroutines();
    end(left);
  }

  private static void end(Goroutine[] goroutines) throws InterruptedException {
    for (Goroutine goroutine : goroutines) {
      goroutine.interrupt();
      goroutine.join();
    }
  }

  @Test
  void codeThatThrowsFails() {
    IOException thrown = new IOException("no line");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() ->
            assertThatCode(
                    () -> {
                      throw thrown;
                    })
                .leavesNoGoroutines())
        .withMessage("the code threw java.io.IOException: no line")
        .withCause(thrown);
    AssertionError inside = new AssertionError("inside");
    assertThatThrownBy(() ->
            assertThatCode(
                    () -> {
                      throw inside;
                    })
                .leavesNoGoroutines())
        .isSameAs(inside);
  }

  @Test
  void codeThatIsInterruptedSetsTheFlagAgain() {
    assertThatThrownBy(() ->
            assertThatCode(
                    () -> {
                      throw new InterruptedException("by a test");
                    })
                .leavesNoGoroutines())
        .isInstanceOf(AssertionError.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
