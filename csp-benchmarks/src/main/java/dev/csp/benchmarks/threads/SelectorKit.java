package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;

import dev.csp.select.Selector;
import java.util.List;

/** The library's channels, and selects that are prepared once. */
final class SelectorKit extends ChannelKit {
  @Override
  public Choice receiveAny(List<Pipe> pipes) {
    var selector = new Selector();
    pipes.forEach(pipe -> selector.receive(channelOf(pipe)));
    return () -> selector.select() instanceof Selector.Receive<?> won ? won.value() : ENDED;
  }

  @Override
  public Choice receiveUnlessDone(Pipe in, Pipe done) {
    var selector = new Selector();
    Selector.Receive<Object> values = selector.receive(channelOf(in));
    selector.receive(channelOf(done));
    selector.after(SECOND);
    return () -> selector.select() == values ? values.value() : ENDED;
  }

  @Override
  public Choice sendUnlessDone(Pipe out, Pipe done) {
    var selector = new Selector();
    Selector.Send<Object> values = selector.send(channelOf(out));
    selector.receive(channelOf(done));
    selector.after(SECOND);
    return () -> {
      values.offer(TOKEN);
      return selector.select() == values ? TOKEN : ENDED;
    };
  }

  @Override
  public Choice sendOrReceive(Pipe out, Pipe in) {
    var selector = new Selector();
    Selector.Send<Object> there = selector.send(channelOf(out));
    Selector.Receive<Object> back = selector.receive(channelOf(in));
    return () -> {
      there.offer(TOKEN);
      return selector.select() == back ? back.value() : TOKEN;
    };
  }
}
