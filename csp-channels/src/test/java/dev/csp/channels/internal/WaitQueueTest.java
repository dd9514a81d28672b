package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The two queues of a port, against two lists. */
final class WaitQueueTest {
  private final RendezvousChannel<Integer> port = new RendezvousChannel<>("port");

  /** A new one each time: this thread is no goroutine. */
  private static Waiter waiter(boolean sender) {
    return PlainWaiter.forOperation(sender, null, true);
  }

  @Property(tries = 300)
  void behaveLikeTwoLists(@ForAll @Size(max = 300) List<Byte> script, @ForAll long seed) {
    var random = new Random(seed);
    List<List<Waiter>> model = List.of(new ArrayList<>(), new ArrayList<>());
    for (byte step : script) {
      boolean senders = (step & 1) != 0;
      List<Waiter> side = model.get(senders ? 1 : 0);
      switch ((step >> 1) & 3) {
        case 0, 1 -> {
          Waiter added = waiter(senders);
          port.add(added);
          side.add(added);
        }
        case 2 -> {
          Waiter polled = senders ? port.pollSender() : port.pollReceiver();
          assertThat(polled).isSameAs(side.isEmpty() ? null : side.removeFirst());
        }
        default -> {
          if (!side.isEmpty()) {
            Waiter removed = side.remove(random.nextInt(side.size()));
            port.remove(removed);
            port.remove(removed); // the second time does nothing
          }
        }
      }
      port.assertQueueInvariants();
      assertThat(port.countQueued(false)).isEqualTo(model.get(0).size());
      assertThat(port.countQueued(true)).isEqualTo(model.get(1).size());
      assertThat(port.hasReceivers()).isEqualTo(!model.get(0).isEmpty());
      assertThat(port.hasSenders()).isEqualTo(!model.get(1).isEmpty());
    }
    for (Waiter expected : model.get(0)) {
      assertThat(port.pollReceiver()).isSameAs(expected);
    }
    for (Waiter expected : model.get(1)) {
      assertThat(port.pollSender()).isSameAs(expected);
    }
    assertThat(port.pollReceiver()).isNull();
    assertThat(port.pollSender()).isNull();
  }

  @Example
  void waiterThatWasTakenOutMayBeAddedAgain() {
    Waiter waiter = waiter(false);
    Waiter other = waiter(false);
    port.add(waiter);
    port.add(other);
    port.remove(waiter);
    port.add(waiter);
    port.assertQueueInvariants();
    assertThat(port.pollReceiver()).isSameAs(other);
    assertThat(port.pollReceiver()).isSameAs(waiter);
  }

  /** A dead waiter is skipped: it does not swallow the value. */
  @Example
  void deadReceiverIsSkipped() {
    Waiter dead = waiter(false);
    Waiter live = waiter(false);
    port.enqueue(dead);
    port.enqueue(live);
    assertThat(dead.tryClaim(Claim.TIMED_OUT)).isNull();
    assertThat(port.trySend(1)).isEqualTo(dev.csp.channels.Sent.SENT);
    assertThat(live.outcome()).isSameAs(live);
    assertThat(live.item()).isEqualTo(1);
    assertThat(port.countQueued(false)).isZero();
  }

  @Example
  void deadSenderIsSkipped() {
    Waiter dead = PlainWaiter.forOperation(true, 1, true);
    Waiter live = PlainWaiter.forOperation(true, 2, true);
    port.enqueue(dead);
    port.enqueue(live);
    assertThat(dead.tryClaim(Claim.INTERRUPTED)).isNull();
    assertThat(port.tryReceive()).isEqualTo(new dev.csp.channels.Received.Value<>(2));
    assertThat(live.outcome()).isSameAs(live);
    assertThat(live.item()).isNull();
    assertThat(port.countQueued(true)).isZero();
  }

  @Example
  void deadReceiversAreDroppedWhenALiveOneIsLookedFor() {
    Waiter dead = waiter(false);
    port.enqueue(dead);
    assertThat(port.hasLiveReceiver()).isTrue();
    assertThat(dead.tryClaim(Claim.TIMED_OUT)).isNull();
    assertThat(port.hasLiveReceiver()).isFalse();
    assertThat(port.countQueued(false)).isZero();
  }
}
