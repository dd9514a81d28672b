package dev.csp.verification.litmus.rules;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.channels.Sent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The memory rules of channels. In each, {@code x} is plain, and only the channel orders it. */
public final class MemoryRules {
  private MemoryRules() {}

  /** A send happens-before its receive. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early, and a race on x")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received without what came before the send")
  @State
  public static class SendBeforeReceive {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    @Actor
    public void sender() {
      x = 1;
      Sent unused = channel.trySend(7);
    }

    @Actor
    public void receiver(II_Result result) {
      result.r1 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
      result.r2 = x;
    }
  }

  /** A send happens-before its receive, also if the receiver was waiting. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "received")
  @Outcome(expect = FORBIDDEN, desc = "received without what came before the send")
  @State
  public static class SendBeforeBlockedReceive {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    @Actor
    public void sender() {
      x = 1;
      Sent unused = channel.trySend(7);
    }

    @Actor
    public void receiver(I_Result result) {
      int unused = Blocking.here(channel::receive);
      result.r1 = x;
    }
  }

  /** The same, with a virtual receiver. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "received")
  @Outcome(expect = FORBIDDEN, desc = "received without what came before the send")
  @State
  public static class SendBeforeVirtualReceive {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    @Actor
    public void sender() {
      x = 1;
      Sent unused = channel.trySend(7);
    }

    @Actor
    public void receiver(I_Result result) {
      Blocking.virtually(() -> {
        int unused = Blocking.here(channel::receive);
        result.r1 = x;
      });
    }
  }

  /** A close happens-before a receive that meets the end. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early, and a race on x")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "closed without what came before the close")
  @State
  public static class CloseBeforeEnd {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    @Actor
    public void closer() {
      x = 1;
      channel.close();
    }

    @Actor
    public void receiver(II_Result result) {
      result.r1 = channel.tryReceive() instanceof Received.Closed ? 1 : 0;
      result.r2 = x;
    }
  }

  /** A close happens-before the end, also if the receiver was waiting. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed")
  @Outcome(expect = FORBIDDEN, desc = "closed without what came before the close")
  @State
  public static class CloseBeforeBlockedEnd {
    private final Channel<Integer> channel = Channel.unbuffered();
    private int x;

    @Actor
    public void closer() {
      x = 1;
      channel.close();
    }

    @Actor
    public void receiver(I_Result result) {
      Received<Integer> unused = Blocking.here(channel::receiveOrClosed);
      result.r1 = x;
    }
  }

  /** Without a buffer, a receive happens-before the return of its send. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "handed over")
  @Outcome(expect = FORBIDDEN, desc = "the send has returned without what came before the receive")
  @State
  public static class ReceiveBeforeSendReturns {
    private final Channel<Integer> channel = Channel.unbuffered();
    private int x;

    @Actor
    public void sender(I_Result result) {
      boolean unused =
          Blocking.here(() -> {
            channel.send(7);
            return true;
          });
      result.r1 = x;
    }

    @Actor
    public void receiver() {
      x = 1;
      int unused = Blocking.here(channel::receive);
    }
  }

  /** The k-th receive happens-before the return of the (k+C)-th send. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "still full")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "still full, and a race on x")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "sent without what came before the receive")
  @State
  public static class ReceiveBeforeNextSend {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    public ReceiveBeforeNextSend() {
      Sent unused = channel.trySend(6);
    }

    @Actor
    public void receiver() {
      x = 1;
      Received<Integer> unused = channel.tryReceive();
    }

    @Actor
    public void sender(II_Result result) {
      result.r1 = channel.trySend(7) == Sent.SENT ? 1 : 0;
      result.r2 = x;
    }
  }

  /** The same, if the sender was waiting: its value passes through the buffer later. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "sent")
  @Outcome(expect = FORBIDDEN, desc = "sent without what came before the receive")
  @State
  public static class ReceiveBeforeBlockedSend {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int x;

    public ReceiveBeforeBlockedSend() {
      Sent unused = channel.trySend(6);
    }

    @Actor
    public void receiver() {
      x = 1;
      Received<Integer> unused = channel.tryReceive();
    }

    @Actor
    public void sender(I_Result result) {
      boolean unused =
          Blocking.here(() -> {
            channel.send(7);
            return true;
          });
      result.r1 = x;
    }
  }

  /** A release happens-before an acquire that it makes possible. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "still held")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "still held, and a race on x")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "acquired")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "acquired without what came before the release")
  @State
  public static class ReleaseBeforeAcquire {
    private final Semaphore semaphore = new Semaphore(1);
    private int x;

    public ReleaseBeforeAcquire() {
      boolean unused = semaphore.tryAcquire();
    }

    @Actor
    public void releaser() {
      x = 1;
      semaphore.release();
    }

    @Actor
    public void acquirer(II_Result result) {
      result.r1 = semaphore.tryAcquire() ? 1 : 0;
      result.r2 = x;
    }
  }
}
