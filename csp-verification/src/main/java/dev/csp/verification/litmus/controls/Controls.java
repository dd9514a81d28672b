package dev.csp.verification.litmus.controls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.csp.channels.Channel;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Port;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The claim, and a channel, with one fault each. */
public final class Controls {
  private Controls() {}

  /** The outcome of a claim, written as the faults want it. */
  private static final VarHandle OUTCOME;

  private static final VarHandle PARKED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(FaultyClaim.class, "outcome", Object.class);
      PARKED = lookup.findVarHandle(FaultyClaim.class, "parked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A claim without the care that ours takes. */
  abstract static class FaultyClaim {
    @Nullable Object outcome;
    boolean parked;
    @Nullable Object item;
  }

  /**
   * The wrong fence: parked and outcome are two fields, written with release and read with acquire.
   * Each side may read before the other sees its write.
   */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "somebody has seen the other")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "parked, and nobody will wake it")
  @State
  public static class WrongFence extends FaultyClaim {
    @Actor
    public void owner(II_Result result) {
      PARKED.setRelease(this, true);
      result.r1 = OUTCOME.getAcquire(this) == null ? 1 : 0;
    }

    @Actor
    public void partner(II_Result result) {
      OUTCOME.setRelease(this, this);
      result.r2 = (boolean) PARKED.getAcquire(this) ? 1 : 0;
    }
  }

  /** A claim that is won without compare-and-set. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one has won")
  @Outcome(expect = FORBIDDEN, desc = "both have won")
  @State
  public static class ClaimWithoutCompareAndSet extends FaultyClaim {
    private int win(Object who) {
      if (OUTCOME.getVolatile(this) != null) {
        return 0;
      }
      OUTCOME.setVolatile(this, who);
      return 1;
    }

    @Actor
    public void partner(II_Result result) {
      result.r1 = win("partner");
    }

    @Actor
    public void timer(II_Result result) {
      result.r2 = win("timer");
    }
  }

  /** The item is moved after the claim has published the waiter. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "too early, or with the item")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "claimed, and no item yet")
  @State
  public static class ItemAfterClaim extends FaultyClaim {
    @Actor
    public void partner() {
      OUTCOME.setVolatile(this, this);
      item = "item";
    }

    @Actor
    public void owner(II_Result result) {
      boolean claimed = OUTCOME.getVolatile(this) != null;
      result.r1 = claimed ? 1 : 0;
      result.r2 = claimed && item != null ? 1 : 0;
    }
  }

  /** The kernel's own channel, without its lock. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both values are there")
  @Outcome(expect = FORBIDDEN, desc = "a value is lost")
  @State
  public static class SendWithoutLock {
    private final Channel<Integer> channel = Channel.buffered(2);
    private final KernelChannel<?> port = Port.of(channel.sendOnly());

    @Actor
    public void first() {
      Port.Offer unused = port.sendLocked(1);
    }

    @Actor
    public void second() {
      Port.Offer unused = port.sendLocked(2);
    }

    @Arbiter
    public void count(I_Result result) {
      result.r1 = channel.length();
    }
  }
}
