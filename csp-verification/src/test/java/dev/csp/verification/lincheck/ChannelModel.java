package dev.csp.verification.lincheck;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What the operations of {@link ChannelOperations} mean, one after the other. */
public abstract class ChannelModel {
  private enum WhenFull {
    REFUSE,
    DROP_OLDEST,
    DROP_NEWEST
  }

  private final ArrayDeque<Integer> values = new ArrayDeque<>();
  private final int capacity;
  private final WhenFull whenFull;
  private boolean closed;

  private ChannelModel(int capacity, WhenFull whenFull) {
    this.capacity = capacity;
    this.whenFull = whenFull;
  }

  public String trySend(int value) {
    if (closed) {
      return "CLOSED";
    }
    if (values.size() < capacity) {
      values.add(value);
    } else if (whenFull == WhenFull.REFUSE) {
      return "FULL";
    } else if (whenFull == WhenFull.DROP_OLDEST) {
      values.remove();
      values.add(value);
    }
    return "SENT";
  }

  public String tryReceive() {
    @Nullable Integer value = values.poll();
    if (value != null) {
      return value.toString();
    }
    return closed ? "closed" : "empty";
  }

  public int length() {
    return values.size();
  }

  public void close() {
    closed = true;
  }

  public int discard() {
    closed = true;
    int count = values.size();
    values.clear();
    return count;
  }

  /** Nobody waits here, so two operations that never block do not meet. */
  public static final class Unbuffered extends ChannelModel {
    public Unbuffered() {
      super(0, WhenFull.REFUSE);
    }
  }

  public static final class Buffered extends ChannelModel {
    public Buffered() {
      super(2, WhenFull.REFUSE);
    }
  }

  public static final class Unlimited extends ChannelModel {
    public Unlimited() {
      super(Integer.MAX_VALUE, WhenFull.REFUSE);
    }
  }

  public static final class Sliding extends ChannelModel {
    public Sliding() {
      super(2, WhenFull.DROP_OLDEST);
    }
  }

  public static final class Dropping extends ChannelModel {
    public Dropping() {
      super(2, WhenFull.DROP_NEWEST);
    }
  }
}
