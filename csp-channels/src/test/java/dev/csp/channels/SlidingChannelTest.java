package dev.csp.channels;

import java.util.List;

/** The algorithm: the newest values are kept. */
final class SlidingChannelTest extends OverflowContract {
  @Override
  <T> Channel<T> openFor(int capacity) {
    return Channel.sliding(capacity);
  }

  @Override
  <T> Channel<T> openFor(String name, int capacity) {
    return Channel.sliding(name, capacity);
  }

  @Override
  <T> Channel<T> openFor(ChannelBuilder<T> builder, int capacity) {
    return builder.sliding(capacity);
  }

  @Override
  <T> List<T> kept(List<T> sent, int capacity) {
    return sent.subList(sent.size() - capacity, sent.size());
  }

  @Override
  String kind() {
    return "sliding, ";
  }
}
