package dev.csp.channels;

import java.util.List;

/** The algorithm: the oldest values are kept. */
final class DroppingChannelTest extends OverflowContract {
  @Override
  <T> Channel<T> openFor(int capacity) {
    return Channel.dropping(capacity);
  }

  @Override
  <T> Channel<T> openFor(String name, int capacity) {
    return Channel.dropping(name, capacity);
  }

  @Override
  <T> Channel<T> openFor(ChannelBuilder<T> builder, int capacity) {
    return builder.dropping(capacity);
  }

  @Override
  <T> List<T> kept(List<T> sent, int capacity) {
    return sent.subList(0, capacity);
  }

  @Override
  String kind() {
    return "dropping, ";
  }
}
