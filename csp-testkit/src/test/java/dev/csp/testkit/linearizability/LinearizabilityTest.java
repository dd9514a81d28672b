package dev.csp.testkit.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.testkit.linearizability.Answer.Chosen;
import dev.csp.testkit.linearizability.Answer.Closed;
import dev.csp.testkit.linearizability.Answer.Done;
import dev.csp.testkit.linearizability.Answer.Nothing;
import dev.csp.testkit.linearizability.Answer.Value;
import dev.csp.testkit.linearizability.History.Call;
import dev.csp.testkit.linearizability.Operation.Close;
import dev.csp.testkit.linearizability.Operation.Patience;
import dev.csp.testkit.linearizability.Operation.Receive;
import dev.csp.testkit.linearizability.Operation.Select;
import dev.csp.testkit.linearizability.Operation.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories that have an explanation, and histories that have none. */
final class LinearizabilityTest {
  private static final Answer DONE = new Done();
  private static final Answer NOTHING = new Nothing();
  private static final Answer CLOSED = new Closed();

  private final List<Call<Operation, Answer>> calls = new ArrayList<>();

  private void call(int began, int returned, Operation operation, Answer answer) {
    calls.add(new Call<>("g" + calls.size(), operation, answer, began, returned));
  }

  private void pending(int began, Operation operation) {
    calls.add(new Call<>("g" + calls.size(), operation, null, began, History.NEVER));
  }

  private static Operation send(Object value) {
    return new Send("c", value, Patience.FOREVER);
  }

  private static Operation receive() {
    return new Receive("c", Patience.FOREVER);
  }

  private static Operation tryReceive() {
    return new Receive("c", Patience.NONE);
  }

  private void assertExplained(Flavour flavour, boolean settled) {
    Linearizability.assertLinearizable(
        new ChannelModel(Map.of("c", flavour, "d", Flavour.buffered(1))),
        new History<>(calls, settled));
  }

  private void assertUnexplained(Flavour flavour, boolean settled, String why) {
    AssertionError error =
        catchThrowableOfType(AssertionError.class, () -> assertExplained(flavour, settled));
    assertThat(error)
        .hasMessageStartingWith("no order of these calls explains their answers:\n")
        .hasMessageContaining(why);
  }

  // ---- order

  @Test
  void valuesMayNotOvertakeEachOther() {
    call(1, 2, send(1), DONE);
    call(3, 4, send(2), DONE);
    call(5, 6, receive(), new Value(2));
    assertUnexplained(Flavour.buffered(2), false, "none of the others fits");
  }

  @Test
  void ofSendsThatOverlapEitherMayBeFirst() {
    call(1, 3, send(1), DONE);
    call(2, 4, send(2), DONE);
    call(5, 6, receive(), new Value(2));
    call(7, 8, receive(), new Value(1));
    assertExplained(Flavour.buffered(2), true);
  }

  @Test
  void theOrderThatIsFoundIsOneThatTheModelAllows() {
    call(1, 5, receive(), new Value(2));
    call(2, 8, send(1), DONE);
    call(3, 4, send(2), DONE);
    call(6, 7, receive(), new Value(1));
    ChannelModel model = new ChannelModel(Map.of("c", Flavour.buffered(2)));
    assertThat(Linearizability.order(model, new History<>(calls, true)).orElseThrow())
        .extracting(call -> call.operation() + " = " + call.answer())
        .containsExactly("send c 2 = done", "receive c = 2", "send c 1 = done", "receive c = 1");
  }

  // ---- values

  @Test
  void aValueIsReceivedOnce() {
    call(1, 2, send(1), DONE);
    call(3, 4, receive(), new Value(1));
    call(5, 6, receive(), new Value(1));
    assertUnexplained(Flavour.buffered(2), false, "Then the state is {c=[], d=[]}");
  }

  @Test
  void aValueThatNobodySentIsNotReceived() {
    call(1, 3, send(1), DONE);
    call(2, 4, receive(), new Value(7));
    assertUnexplained(Flavour.buffered(2), false, "receive c = 7");
  }

  @Test
  void aValueIsNotLost() {
    call(1, 2, send(1), DONE);
    call(3, 4, tryReceive(), NOTHING);
    assertUnexplained(Flavour.buffered(2), false, "receive c or not = nothing");
  }

  @Test
  void aBufferHoldsNoMoreThanItsCapacity() {
    call(1, 2, send(1), DONE);
    call(3, 4, send(2), DONE);
    assertUnexplained(Flavour.buffered(1), false, "send c 2 = done");
    assertExplained(Flavour.buffered(2), true);
  }

  @Test
  void whatATrySaysMustHaveBeenTrueOnce() {
    call(1, 2, new Send("c", 1, Patience.NONE), NOTHING);
    assertUnexplained(Flavour.buffered(1), false, "send c 1 or not = nothing");
    assertExplained(Flavour.UNBUFFERED, true);
  }

  // ---- hand-over without a buffer

  @Test
  void anUnbufferedHandOverNeedsBothAtOnce() {
    call(1, 3, send(1), DONE);
    call(2, 4, receive(), new Value(1));
    assertExplained(Flavour.UNBUFFERED, true);
    calls.clear();
    call(1, 2, send(1), DONE);
    call(3, 4, receive(), new Value(1));
    assertUnexplained(Flavour.UNBUFFERED, false, "The longest order that does:\n\n\nThen");
    assertExplained(Flavour.buffered(1), true);
  }

  @Test
  void twoSelectsCanMeet() {
    call(1, 3, new Select(List.of(receive(), send(1)), Patience.FOREVER), new Chosen(1, DONE));
    call(
        2,
        4,
        new Select(List.of(receive(), new Receive("d", Patience.NONE)), Patience.FOREVER),
        new Chosen(0, new Value(1)));
    assertExplained(Flavour.UNBUFFERED, true);
  }

  @Test
  void aSelectDoesOneCaseOnly() {
    call(
        1,
        2,
        new Select(List.of(send(1), new Send("d", 2, Patience.NONE)), Patience.FOREVER),
        new Chosen(0, DONE));
    call(3, 4, new Receive("d", Patience.NONE), new Value(2));
    assertUnexplained(Flavour.buffered(1), false, "receive d or not = 2");
  }

  // ---- the end

  @Test
  void whatIsBufferedIsReceivedBeforeTheEnd() {
    call(1, 2, send(1), DONE);
    call(3, 4, new Close("c"), DONE);
    call(5, 6, receive(), CLOSED);
    assertUnexplained(Flavour.buffered(1), false, "closed [c]");
  }

  @Test
  void nobodySendsAfterTheEnd() {
    call(1, 2, new Close("c"), DONE);
    call(3, 4, send(1), DONE);
    assertUnexplained(Flavour.buffered(1), false, "closed [c]");
  }

  // ---- waiting

  @Test
  void aCallThatHasNotReturnedMayHaveHappened() {
    pending(1, send(1));
    assertExplained(Flavour.buffered(1), false);
    call(2, 3, receive(), new Value(1));
    assertExplained(Flavour.buffered(1), false);
  }

  @Test
  void aSenderThatWaitsForEverThoughThereIsRoomIsALostWakeUp() {
    call(1, 2, send(1), DONE);
    pending(3, send(2));
    assertExplained(Flavour.buffered(1), true);
    call(4, 5, receive(), new Value(1));
    assertUnexplained(Flavour.buffered(1), true, "these still wait, but could go on");
  }

  @Test
  void twoThatWaitForEachOtherAreALostWakeUp() {
    pending(1, new Select(List.of(receive()), Patience.FOREVER));
    assertExplained(Flavour.UNBUFFERED, true);
    pending(2, send(1));
    assertUnexplained(Flavour.UNBUFFERED, true, "these still wait, but could go on");
    assertExplained(Flavour.UNBUFFERED, false);
  }

  @Test
  void aReceiverThatWaitsForEverAtAClosedChannelIsALostWakeUp() {
    call(1, 2, new Close("c"), DONE);
    pending(3, receive());
    assertUnexplained(Flavour.UNBUFFERED, true, "these still wait, but could go on");
  }

  // ---- size

  /** Waves of calls that overlap, without an explanation, so that everything must be tried. */
  @Test
  void sixtyCallsOfWhichSixOverlapAreDecidedSoon() {
    Random random = new Random(5);
    int value = 0;
    for (int wave = 0; wave < 10; wave++) {
      List<Integer> received = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        call(wave * 100 + i, wave * 100 + 50 + i, send(++value), DONE);
        received.add(wave == 9 && i == 2 ? -1 : value); // the last value of all is wrong
      }
      Collections.shuffle(received, random);
      for (int i = 0; i < 3; i++) {
        call(wave * 100 + 10 + i, wave * 100 + 60 + i, receive(), new Value(received.get(i)));
      }
    }
    long begin = System.nanoTime();
    assertUnexplained(Flavour.UNLIMITED, true, "= -1");
    assertUnexplained(Flavour.UNBUFFERED, true, "= -1");
    double scale = Double.parseDouble(System.getProperty("csp.test.timeScale", "1"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(Duration.ofMillis((long) (5000 * scale)));
  }

  // ---- what is refused

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call<>("g", receive(), null, 3, 3))
        .withMessage("a call must return after it began at 3, but returned at 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Call<>("g", receive(), DONE, 3, History.NEVER))
        .withMessage("a call that has not returned cannot answer done");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Select(List.of(new Close("c")), Patience.NONE))
        .withMessage("a case of a select must be a send or a receive, was close c");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flavour.buffered(-1))
        .withMessage("capacity must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flavour.sliding(0))
        .withMessage("capacity must be >= 1, was 0");
  }
}
