package dev.csp.channels.internal;

import dev.csp.channels.Channel;
import java.util.Objects;

/** A receiver that waits in a channel's queue as a select does, but is never parked. */
public final class Waits {
  private final SelectClaim claim = new SelectClaim();
  private final Port port;
  private final CaseWaiter waiter;
  private final boolean enqueueTooLate;
  private boolean begun;

  /**
   * Makes a receiver that does not wait.
   *
   * @param channel on what
   * @param enqueueTooLate the fault: enqueue after the lock was released once
   */
  public Waits(Channel<Integer> channel, boolean enqueueTooLate) {
    this.port = Port.of(channel.sendOnly());
    this.waiter = new CaseWaiter(claim, port, false);
    this.enqueueTooLate = enqueueTooLate;
  }

  /** Receives, or begins to wait. */
  public String begin() {
    if (begun) {
      return "waits already";
    }
    claim.reset();
    port.lock();
    Object value = port.receiveLocked();
    Thread wakee = port.takeWakee();
    if (value == null) {
      if (enqueueTooLate) {
        port.unlock();
        port.lock();
      }
      port.enqueue(waiter);
      begun = true;
    }
    port.unlock();
    Port.wake(wakee);
    return value == null ? "waits" : "received " + value;
  }

  /** Gives up, unless it was given something before. */
  public String end() {
    if (!begun) {
      return "does not wait";
    }
    begun = false;
    boolean gaveUp = !Claim.LOST.equals(claim.tryClaim(Claim.INTERRUPTED));
    waiter.unlink();
    Object item = waiter.item();
    waiter.setItem(null);
    return gaveUp ? "gave up" : "was given " + Objects.requireNonNull(item);
  }
}
