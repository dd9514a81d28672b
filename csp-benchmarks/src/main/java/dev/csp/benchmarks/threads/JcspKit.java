package dev.csp.benchmarks.threads;

import java.util.List;
import org.jcsp.lang.Alternative;
import org.jcsp.lang.AltingChannelInput;
import org.jcsp.lang.Any2AnyChannel;
import org.jcsp.lang.Channel;
import org.jcsp.lang.ChannelInput;
import org.jcsp.lang.ChannelOutput;
import org.jcsp.lang.Guard;
import org.jcsp.lang.One2OneChannel;
import org.jcsp.util.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * JCSP, on virtual threads as everybody else, which it is older than: its own process manager
 * starts platform threads. It waits in monitors, so before JDK 24 each wait holds a carrier.
 */
final class JcspKit implements Kit {
  private record JcspPipe(ChannelInput<Object> in, ChannelOutput<Object> out) implements Pipe {
    @Override
    public void put(Object value) {
      out.write(value);
    }

    @Override
    public Object take() {
      return in.read();
    }

    @Override
    public @Nullable Object poll() {
      return guard().pending() ? in.read() : null;
    }

    AltingChannelInput<Object> guard() {
      return (AltingChannelInput<Object>) in;
    }
  }

  @Override
  public Pipe pipe(int capacity) {
    One2OneChannel<Object> channel = channel(capacity);
    return new JcspPipe(channel.in(), channel.out());
  }

  @Override
  public One2OneChannel<Object> channel(int capacity) {
    return capacity == 0 ? Channel.one2one() : Channel.one2one(new Buffer<>(capacity));
  }

  @Override
  public Pipe sharedPipe(int capacity) {
    Any2AnyChannel<Object> channel =
        capacity == 0 ? Channel.any2any() : Channel.any2any(new Buffer<>(capacity));
    return new JcspPipe(channel.in(), channel.out());
  }

  @Override
  public Choice receiveAny(List<Pipe> pipes) {
    var guards = new Guard[pipes.size()];
    for (int i = 0; i < guards.length; i++) {
      guards[i] = ((JcspPipe) pipes.get(i)).guard();
    }
    var any = new Alternative(guards);
    return () -> pipes.get(any.fairSelect()).take();
  }
}
