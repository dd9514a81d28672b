package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.testkit.linearizability.Answer.Chosen;
import dev.csp.testkit.linearizability.Answer.Closed;
import dev.csp.testkit.linearizability.Answer.Done;
import dev.csp.testkit.linearizability.Answer.Nothing;
import dev.csp.testkit.linearizability.Answer.Value;
import dev.csp.testkit.linearizability.Operation.Close;
import dev.csp.testkit.linearizability.Operation.Receive;
import dev.csp.testkit.linearizability.Operation.Select;
import dev.csp.testkit.linearizability.Operation.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Does operations on channels of this library. */
record ChannelSubject(Map<String, Channel<Object>> channels) implements Subject {
  private static final Duration BRIEFLY = Duration.ofMillis(1);

  @Override
  public Answer perform(Operation operation) throws InterruptedException {
    try {
      return switch (operation) {
        case Send send -> send(send);
        case Receive receive -> receive(receive);
        case Close close -> {
          channel(close.channel()).close();
          yield new Done();
        }
        case Select select -> select(select);
      };
    } catch (ChannelClosedException e) {
      return new Closed();
    }
  }

  private Channel<Object> channel(String name) {
    return requireNonNull(channels.get(name), () -> "there is no channel " + name);
  }

  private Answer send(Send send) throws InterruptedException {
    Channel<Object> channel = channel(send.channel());
    return switch (send.patience()) {
      case FOREVER -> {
        channel.send(send.value());
        yield new Done();
      }
      case BRIEFLY -> channel.send(send.value(), BRIEFLY) ? new Done() : new Nothing();
      case NONE -> {
        Sent sent = channel.trySend(send.value());
        yield sent == Sent.SENT ? new Done() : sent == Sent.CLOSED ? new Closed() : new Nothing();
      }
    };
  }

  private Answer receive(Receive receive) throws InterruptedException {
    Channel<Object> channel = channel(receive.channel());
    Received<Object> received =
        switch (receive.patience()) {
          case FOREVER -> channel.receiveOrClosed();
          case BRIEFLY -> channel.receive(BRIEFLY);
          case NONE -> channel.tryReceive();
        };
    return switch (received) {
      case Received.Value<Object>(Object value) -> new Value(value);
      case Received.Empty<Object>() -> new Nothing();
      case Received.Closed<Object>(var cause) -> new Closed();
    };
  }

  private Answer select(Select select) throws InterruptedException {
    List<dev.csp.select.Case<? extends Answer>> cases = new ArrayList<>();
    for (Operation one : select.cases()) {
      int index = cases.size();
      if (one instanceof Send send) {
        cases.add(
            dev.csp.select.Select.send(
                channel(send.channel()), send.value(), () -> new Chosen(index, new Done())));
      } else if (one instanceof Receive receive) {
        cases.add(
            dev.csp.select.Select.receive(
                channel(receive.channel()),
                value -> new Chosen(index, new Value(value)),
                () -> new Chosen(index, new Closed())));
      }
    }
    switch (select.patience()) {
      case FOREVER -> {}
      case BRIEFLY -> cases.add(dev.csp.select.Select.after(BRIEFLY, Nothing::new));
      case NONE -> cases.add(dev.csp.select.Select.otherwise(Nothing::new));
    }
    return dev.csp.select.Select.<Answer>select(cases);
  }
}
