package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;
import static java.util.Objects.requireNonNull;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jox: channels on segments, which spin before they park. It tries by a select with a default. */
final class JoxKit implements Kit {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Object NOT_NOW = new Object();

  private record JoxPipe(Channel<Object> channel) implements Pipe {
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
      return attempt(channel.sendClause(value, () -> value)) != NOT_NOW;
    }

    @Override
    public @Nullable Object poll() {
      Object value = attempt(channel.receiveClause());
      return value == NOT_NOW ? null : value;
    }

    private static Object attempt(com.softwaremill.jox.SelectClause<Object> clause) {
      try {
        return Select.select(clause, Select.defaultClause(NOT_NOW));
      } catch (InterruptedException e) {
        throw new IllegalStateException("a select with a default waited", e);
      }
    }
  }

  @Override
  public Pipe pipe(int capacity) {
    return new JoxPipe(channel(capacity));
  }

  @Override
  public Channel<Object> channel(int capacity) {
    return capacity == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(capacity);
  }

  @Override
  public Choice receiveAny(List<Pipe> pipes) {
    Channel<Object> a = channelOf(pipes.get(0));
    Channel<Object> b = channelOf(pipes.get(1));
    if (pipes.size() == 2) {
      return () -> Select.select(a.receiveClause(), b.receiveClause());
    }
    Channel<Object> c = channelOf(pipes.get(2));
    Channel<Object> d = channelOf(pipes.get(3));
    Channel<Object> e = channelOf(pipes.get(4));
    return () ->
        Select.select(
            a.receiveClause(),
            b.receiveClause(),
            c.receiveClause(),
            d.receiveClause(),
            e.receiveClause());
  }

  @Override
  public Choice receiveUnlessDone(Pipe in, Pipe done) {
    Channel<Object> values = channelOf(in);
    Channel<Object> end = channelOf(done);
    return () ->
        requireNonNull(
            Select.selectOrClosedWithin(
                SECOND, NOT_NOW, values.receiveClause(), end.receiveClause()));
  }

  @Override
  public Choice sendUnlessDone(Pipe out, Pipe done) {
    Channel<Object> values = channelOf(out);
    Channel<Object> end = channelOf(done);
    return () ->
        requireNonNull(
            Select.selectOrClosedWithin(
                SECOND, NOT_NOW, values.sendClause(TOKEN, () -> TOKEN), end.receiveClause()));
  }

  @Override
  public Choice sendOrReceive(Pipe out, Pipe in) {
    Channel<Object> there = channelOf(out);
    Channel<Object> back = channelOf(in);
    return () -> Select.select(there.sendClause(TOKEN, () -> TOKEN), back.receiveClause());
  }

  private static Channel<Object> channelOf(Pipe pipe) {
    return ((JoxPipe) pipe).channel();
  }
}
