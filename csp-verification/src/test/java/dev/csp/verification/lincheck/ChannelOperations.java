package dev.csp.verification.lincheck;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** What Lincheck does to a channel, one subclass for each kind. */
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public abstract class ChannelOperations {
  final Channel<Integer> channel;

  ChannelOperations(Channel<Integer> channel) {
    this.channel = channel;
  }

  @Operation
  public String trySend(@Param(name = "value") int value) {
    return channel.trySend(value).name();
  }

  @Operation
  public String tryReceive() {
    return switch (channel.tryReceive()) {
      case Received.Value<Integer>(var value) -> value.toString();
      case Received.Empty<Integer>() -> "empty";
      case Received.Closed<Integer>(var cause) -> "closed";
    };
  }

  @Operation
  public int length() {
    return channel.length();
  }

  @Operation
  public void close() {
    channel.close();
  }

  @Operation
  public int discard() {
    return channel.discard();
  }

  /** An unbuffered channel. */
  public static final class Unbuffered extends ChannelOperations {
    public Unbuffered() {
      super(Channel.unbuffered());
    }
  }

  /** A channel with two places. */
  public static final class Buffered extends ChannelOperations {
    public Buffered() {
      super(Channel.buffered(2));
    }
  }

  /** A channel without a bound. */
  public static final class Unlimited extends ChannelOperations {
    public Unlimited() {
      super(Channel.unlimited());
    }
  }

  /** A channel that gives up the oldest value. */
  public static final class Sliding extends ChannelOperations {
    public Sliding() {
      super(Channel.sliding(2));
    }
  }

  /** A channel that gives up the newest value. */
  public static final class Dropping extends ChannelOperations {
    public Dropping() {
      super(Channel.dropping(2));
    }
  }
}
