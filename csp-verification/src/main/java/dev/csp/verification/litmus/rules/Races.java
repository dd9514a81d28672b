package dev.csp.verification.litmus.rules;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.channels.internal.Claim;
import dev.csp.channels.internal.Claims;
import dev.csp.channels.internal.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two want the same claim, or the same value. */
public final class Races {
  private Races() {}

  /** One claim, one winner. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one has won")
  @Outcome(expect = FORBIDDEN, desc = "both have won, or nobody")
  @State
  public static class OneWinner {
    private final Waiter waiter = Claims.waiting();

    @Actor
    public void partner(II_Result result) {
      result.r1 = Claims.wins(waiter, waiter) ? 1 : 0;
    }

    @Actor
    public void timer(II_Result result) {
      result.r2 = Claims.wins(waiter, Claim.TIMED_OUT) ? 1 : 0;
    }
  }

  /** An owner parks, or sees the outcome; if it parks, a wake is owed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parked, and will be woken")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "has seen the outcome")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "parked, and nobody will wake it")
  @Outcome(expect = FORBIDDEN, desc = "woken for nothing")
  @State
  public static class ParkAgainstClaim {
    private final Waiter waiter = Claims.waiting();

    @Actor
    public void owner(II_Result result) {
      result.r1 = Claims.parks(waiter, Thread.currentThread()) ? 1 : 0;
    }

    @Actor
    public void partner(II_Result result) {
      result.r2 = Claims.owesWake(waiter) ? 1 : 0;
    }
  }

  /** Winning a claim publishes the item. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "claimed, with the item")
  @Outcome(expect = FORBIDDEN, desc = "claimed, and no item yet")
  @State
  public static class ClaimPublishesTheItem {
    private final Waiter waiter = Claims.waiting();

    @Actor
    public void partner() {
      waiter.setItem("item");
      boolean unused = Claims.wins(waiter, waiter);
    }

    @Actor
    public void owner(II_Result result) {
      boolean claimed = Claims.outcome(waiter) == waiter;
      result.r1 = claimed ? 1 : 0;
      result.r2 = claimed && waiter.item() != null ? 1 : 0;
    }
  }

  /** A value is received once. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one has received it")
  @Outcome(expect = FORBIDDEN, desc = "received twice, or lost")
  @State
  public static class OneValueForTwo {
    private final Channel<Integer> channel = Channel.buffered(1);

    public OneValueForTwo() {
      Sent unused = channel.trySend(1);
    }

    @Actor
    public void first(II_Result result) {
      result.r1 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
    }
  }

  /** What was sent before a close can be received; what was not sent cannot. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent, then closed")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed, and the send has failed")
  @Outcome(expect = FORBIDDEN, desc = "sent and lost, or failed and received")
  @State
  public static class CloseAgainstSend {
    private final Channel<Integer> channel = Channel.buffered(1);

    @Actor
    public void sender(II_Result result) {
      result.r1 = channel.trySend(1) == Sent.SENT ? 1 : 0;
    }

    @Actor
    public void closer() {
      channel.close();
    }

    @Arbiter
    public void left(II_Result result) {
      result.r2 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
    }
  }

  /** A sender that waits fails when the channel is closed, unless somebody has taken its value. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "handed over first")
  @Outcome(expect = FORBIDDEN, desc = "taken and failed, or sent and lost")
  @State
  public static class CloseAgainstBlockedSend {
    private final Channel<Integer> channel = Channel.unbuffered();

    @Actor
    public void sender(II_Result result) {
      result.r1 =
          Blocking.here(() -> {
            try {
              channel.send(1);
              return 1;
            } catch (dev.csp.channels.ChannelClosedException e) {
              return 0;
            }
          });
    }

    @Actor
    public void receiver(II_Result result) {
      result.r2 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
      channel.close();
    }
  }

  /**
   * An interrupt against a send to a receiver that waits: received, with the flag kept; or
   * interrupted, and the value is still there.
   */
  public abstract static class Interrupted {
    private final Channel<Integer> channel = Channel.buffered(1);
    private volatile @Nullable Thread receiver;
    private volatile boolean over;

    final void receive(III_Result result) {
      receiver = Thread.currentThread();
      try {
        result.r1 = channel.receive();
      } catch (InterruptedException e) {
        result.r1 = 0;
      }
      while (!over) {
        Thread.onSpinWait();
      }
      result.r2 = Thread.interrupted() ? 1 : 0;
    }

    final void interruptAndSend() {
      Thread thread = receiver;
      while (thread == null) {
        Thread.onSpinWait();
        thread = receiver;
      }
      thread.interrupt();
      Sent unused = channel.trySend(1);
      over = true;
    }

    final int left() {
      return channel.length();
    }
  }

  /** On a platform thread. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "received, and the flag is kept")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "interrupted, and the value is still there")
  @Outcome(expect = FORBIDDEN, desc = "both, or neither, or a lost interrupt")
  @State
  public static class InterruptAgainstSend extends Interrupted {
    @Actor
    public void receiver(III_Result result) {
      receive(result);
    }

    @Actor
    public void partner() {
      interruptAndSend();
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = left();
    }
  }

  /** On a virtual thread. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "received, and the flag is kept")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "interrupted, and the value is still there")
  @Outcome(expect = FORBIDDEN, desc = "both, or neither, or a lost interrupt")
  @State
  public static class InterruptAgainstVirtualReceive extends Interrupted {
    @Actor
    public void receiver(III_Result result) {
      Blocking.virtually(() -> receive(result));
    }

    @Actor
    public void partner() {
      interruptAndSend();
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = left();
    }
  }
}
