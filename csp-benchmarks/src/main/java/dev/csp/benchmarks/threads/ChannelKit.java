package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;
import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.go.Go;
import dev.csp.select.Case;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The library's channels, and selects as one writes them: the cases are made in each of them. */
class ChannelKit implements Kit {
  static final Duration SECOND = Duration.ofSeconds(1);

  /** What a select yields that should not have ended this way. */
  static final Object ENDED = new Object();

  record ChannelPipe(Channel<Object> channel) implements Pipe {
    @Override
    public void put(Object value) throws InterruptedException {
      channel.send(value);
    }

    @Override
    public Object take() throws InterruptedException {
      return channel.receive();
    }

    @Override
    public boolean offer(Object value) {
      return channel.trySend(value) == Sent.SENT;
    }

    @Override
    public @Nullable Object poll() {
      return channel.tryReceive() instanceof Received.Value<Object>(var value) ? value : null;
    }
  }

  @Override
  public final Pipe pipe(int capacity) {
    return new ChannelPipe(channel(capacity));
  }

  @Override
  public final Channel<Object> channel(int capacity) {
    return Channel.buffered(capacity);
  }

  @Override
  public final Thread start(Job job) {
    return Go.go(job).thread();
  }

  @Override
  public Choice receiveAny(List<Pipe> pipes) {
    if (pipes.size() != 2 && pipes.size() != 5) {
      return receiveAnyOfMany(pipes);
    }
    Channel<Object> a = channelOf(pipes.get(0));
    Channel<Object> b = channelOf(pipes.get(1));
    if (pipes.size() == 2) {
      return () -> select(receive(a), receive(b));
    }
    Channel<Object> c = channelOf(pipes.get(2));
    Channel<Object> d = channelOf(pipes.get(3));
    Channel<Object> e = channelOf(pipes.get(4));
    return () -> select(receive(a), receive(b), receive(c), receive(d), receive(e));
  }

  private static Choice receiveAnyOfMany(List<Pipe> pipes) {
    List<Channel<Object>> channels = pipes.stream().map(ChannelKit::channelOf).toList();
    return () -> {
      var cases = new ArrayList<Case<Object>>(channels.size());
      for (Channel<Object> channel : channels) {
        cases.add(receive(channel));
      }
      return select(cases);
    };
  }

  @Override
  public Choice receiveUnlessDone(Pipe in, Pipe done) {
    Channel<Object> values = channelOf(in);
    Channel<Object> end = channelOf(done);
    return () -> select(receive(values), receive(end, value -> ENDED), after(SECOND, () -> ENDED));
  }

  @Override
  public Choice sendUnlessDone(Pipe out, Pipe done) {
    Channel<Object> values = channelOf(out);
    Channel<Object> end = channelOf(done);
    return () ->
        select(send(values, TOKEN), receive(end, value -> ENDED), after(SECOND, () -> ENDED));
  }

  @Override
  public Choice sendOrReceive(Pipe out, Pipe in) {
    Channel<Object> there = channelOf(out);
    Channel<Object> back = channelOf(in);
    return () -> select(send(there, TOKEN), receive(back));
  }

  static Channel<Object> channelOf(Pipe pipe) {
    return ((ChannelPipe) pipe).channel();
  }
}
