package dev.csp.verification.lincheck;

import dev.csp.channels.Channel;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Port;

/** The kernel used in ways that break its rules: what Lincheck must find. */
final class Faulty {
  private Faulty() {}

  /** Receives without the lock. */
  public static final class UnlockedReceive extends ChannelOperations {
    private final KernelChannel<?> port;

    public UnlockedReceive() {
      super(Channel.buffered(2));
      port = Port.of(channel.sendOnly());
    }

    @Override
    public String tryReceive() {
      Object value = port.receiveLocked();
      return value == null ? "empty" : value.toString();
    }
  }

  /** Sends without the lock. */
  public static final class UnlockedSend extends ChannelOperations {
    private final KernelChannel<?> port;

    public UnlockedSend() {
      super(Channel.buffered(2));
      port = Port.of(channel.sendOnly());
    }

    @Override
    public String trySend(int value) {
      return switch (port.sendLocked(value)) {
        case ACCEPTED, OVERFLOWED -> "SENT";
        case FULL -> "FULL";
        case CLOSED -> "CLOSED";
      };
    }
  }

  /** Counts in one step, and discards in another. */
  public static final class CountsThenDiscards extends ChannelOperations {
    public CountsThenDiscards() {
      super(Channel.sliding(2));
    }

    @Override
    public int discard() {
      int count = length();
      int unused = channel.discard();
      return count;
    }
  }

  /** Looks first, and takes afterwards. */
  public static final class LooksThenAcquires extends SemaphoreOperations {
    public LooksThenAcquires() {}

    @Override
    public boolean tryAcquire(int count) {
      if (semaphore.available() < count) {
        return false;
      }
      boolean unused = semaphore.tryAcquire(count);
      return true;
    }
  }

  /** Releases the lock between its look at the channel and its place in the queue. */
  public static final class EnqueuesTooLate extends WaiterOperations {
    public EnqueuesTooLate() {
      super(true);
    }
  }
}
