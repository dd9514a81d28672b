package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import java.lang.reflect.Field;
import java.util.Arrays;

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

  /** How many entries stand in the timer heap for somebody who waits. */
  public static int timers() {
    return inHeap(false);
  }

  /** How many clocks tick for dumps: none or one. */
  public static int clocks() {
    return inHeap(true);
  }

  private static int inHeap(boolean clocks) {
    TimerHeap heap = TimerHeap.shared();
    heap.lock();
    try {
      Field field = TimerHeap.class.getDeclaredField("heap");
      field.setAccessible(true);
      return (int)
          Arrays.stream((Object[]) field.get(heap))
              .filter(entry ->
                  entry instanceof TimerHeap.Entry waiting
                      && (clocks ? waiting instanceof CoarseClock : !waiting.isHousekeeping()))
              .count();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the timer heap has changed", e);
    } finally {
      heap.unlock();
    }
  }
}
