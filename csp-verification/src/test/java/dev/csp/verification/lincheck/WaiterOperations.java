package dev.csp.verification.lincheck;

import dev.csp.channels.Channel;
import dev.csp.channels.internal.Waits;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * Two receivers, a and b, that wait in the queue of a channel with one place, as a select does, but
 * without parking: each begins to wait, and later gives up or learns what it was given. Each is one
 * thread's at a time.
 *
 * <p>Without a close: a receiver may still give up while another thread, which has seen the channel
 * closed, completes its waiters one after the other. No sequential model of whole operations says
 * that.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class WaiterOperations {
  private final Channel<Integer> channel = Channel.buffered(1);
  private final Waits a;
  private final Waits b;

  public WaiterOperations() {
    this(false);
  }

  WaiterOperations(boolean enqueueTooLate) {
    a = new Waits(channel, enqueueTooLate);
    b = new Waits(channel, enqueueTooLate);
  }

  @Operation(nonParallelGroup = "a")
  public String beginA() {
    return a.begin();
  }

  @Operation(nonParallelGroup = "a")
  public String endA() {
    return a.end();
  }

  @Operation(nonParallelGroup = "b")
  public String beginB() {
    return b.begin();
  }

  @Operation(nonParallelGroup = "b")
  public String endB() {
    return b.end();
  }

  @Operation
  public String trySend(@Param(name = "value") int value) {
    return channel.trySend(value).name();
  }

  @Operation
  public int length() {
    return channel.length();
  }

  /** The same, one after the other. */
  public static final class Model {
    private static final class Receiver {
      boolean begun;
      @Nullable Integer given;
    }

    private final ArrayDeque<Receiver> waiting = new ArrayDeque<>();
    private final Receiver a = new Receiver();
    private final Receiver b = new Receiver();
    private @Nullable Integer buffered;

    public Model() {}

    public String beginA() {
      return begin(a);
    }

    public String endA() {
      return end(a);
    }

    public String beginB() {
      return begin(b);
    }

    public String endB() {
      return end(b);
    }

    public String trySend(int value) {
      Receiver first = waiting.poll();
      if (first != null) {
        first.given = value;
      } else if (buffered == null) {
        buffered = value;
      } else {
        return "FULL";
      }
      return "SENT";
    }

    public int length() {
      return buffered == null ? 0 : 1;
    }

    private String begin(Receiver receiver) {
      if (receiver.begun) {
        return "waits already";
      }
      Integer value = buffered;
      if (value != null) {
        buffered = null;
        return "received " + value;
      }
      receiver.begun = true;
      waiting.add(receiver);
      return "waits";
    }

    private String end(Receiver receiver) {
      if (!receiver.begun) {
        return "does not wait";
      }
      receiver.begun = false;
      Integer value = receiver.given;
      receiver.given = null;
      if (value != null) {
        return "was given " + value;
      }
      waiting.remove(receiver);
      return "gave up";
    }
  }
}
