package dev.csp.bridge.tck;

import dev.csp.bridge.ChannelPublisher;
import dev.csp.channels.Channel;
import dev.csp.context.Context;
import java.util.concurrent.Flow;

/** The rules for a publisher over a channel, which serves one subscriber at a time. */
public final class OverAChannelTck extends PublisherTck {
  @Override
  public Flow.Publisher<Integer> createFlowPublisher(long elements) {
    return ChannelPublisher.of(Context.background(), count(senders(), elements));
  }

  /** Failed: another subscriber is there. */
  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    Flow.Publisher<Integer> publisher =
        ChannelPublisher.of(Context.background(), Channel.<Integer>never());
    publisher.subscribe(new Idle());
    return publisher;
  }
}
