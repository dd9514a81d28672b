package dev.csp.bridge.tck;

import dev.csp.bridge.ChannelSubscriber;
import dev.csp.context.Context;
import dev.csp.go.WaitGroup;
import java.util.ArrayList;
import java.util.List;

/** The subscribers that a test of a suite has made, and who receives from their channels. */
final class MadeSubscribers {
  private static final int CAPACITY = 2;

  private final List<ChannelSubscriber<?>> subscribers = new ArrayList<>();
  final WaitGroup receivers = new WaitGroup();

  ChannelSubscriber<Integer> subscriber() {
    ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(Context.background(), CAPACITY);
    subscribers.add(subscriber);
    return subscriber;
  }

  void close() throws InterruptedException {
    subscribers.forEach(ChannelSubscriber::close);
    subscribers.clear();
    receivers.await();
  }
}
