package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The accounts of one channel: what it has accepted, and what was received. Plain fields, since one
 * goroutine of a simulation runs at a time. A value is {@code sender * 100 + number}.
 */
final class Ledger {
  private final List<Integer> accepted = new ArrayList<>();
  private final List<Integer> received = new ArrayList<>();

  static int value(int sender, int number) {
    return sender * 100 + number;
  }

  /** Some way to offer a value. */
  @FunctionalInterface
  interface Offer {
    boolean accepts(int value) throws Exception;
  }

  /**
   * Offers a value; whether it was accepted. Not if the channel is closed, which gives it back, and
   * not if the caller is interrupted.
   */
  boolean offer(int value, Offer offer) throws Exception {
    boolean taken;
    try {
      taken = offer.accepts(value);
    } catch (ChannelClosedException e) {
      assertThat(e.value()).as("what a failed send gives back").isEqualTo(value);
      return false;
    } catch (InterruptedException e) {
      return false;
    }
    if (taken) {
      accepted.add(value);
    }
    return taken;
  }

  /** Some way to receive. */
  @FunctionalInterface
  interface Receipt {
    Received<Integer> get() throws Exception;
  }

  /** Receives; whether that was a value. */
  boolean receive(Receipt receipt) throws Exception {
    try {
      if (receipt.get() instanceof Received.Value<Integer>(var value)) {
        received.add(value);
        return true;
      }
    } catch (InterruptedException e) {
      // and nothing was received
    }
    return false;
  }

  void drain(Wire wire) throws Exception {
    while (wire.receive() instanceof Received.Value<Integer>(var value)) {
      received.add(value);
    }
  }

  int accepted() {
    return accepted.size();
  }

  int received() {
    return received.size();
  }

  /** Each accepted value was received exactly once, and nothing else. */
  void balances() {
    assertThat(received).as("received").containsExactlyInAnyOrderElementsOf(accepted);
  }

  /** What one receiver has got of each sender is in the order in which that has sent it. */
  void isInOrderOfEachSender() {
    Map<Integer, Integer> last = new HashMap<>();
    for (int value : received) {
      Integer before = last.put(value / 100, value);
      assertThat(before == null ? -1 : before)
          .as("before %d in %s", value, received)
          .isLessThan(value);
    }
  }

  List<Integer> receivedValues() {
    return received;
  }
}
