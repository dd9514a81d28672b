package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;

/** What tests may see of the kernel. */
public final class Kernel {
  private Kernel() {}

  /** How many receivers are queued, dead or alive. */
  public static int receivers(ReceiveChannel<?> channel) {
    return queued(Port.of(channel), false);
  }

  /** How many senders are queued, dead or alive. */
  public static int senders(SendChannel<?> channel) {
    return queued(Port.of(channel), true);
  }

  private static int queued(Port port, boolean senders) {
    port.lock();
    try {
      port.assertQueueInvariants();
      return port.countQueued(senders);
    } finally {
      port.unlock();
    }
  }

  /** How many entries stand in the timer heap. */
  public static int timers() {
    return TimerHeap.shared().size();
  }
}
