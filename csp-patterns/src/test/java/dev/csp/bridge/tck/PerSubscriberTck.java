package dev.csp.bridge.tck;

import dev.csp.bridge.ChannelPublisher;
import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import java.util.concurrent.Flow;

/** The rules for a publisher that opens a channel for each subscriber. */
public final class PerSubscriberTck extends PublisherTck {
  @Override
  public Flow.Publisher<Integer> createFlowPublisher(long elements) {
    return ChannelPublisher.perSubscriber(senders(), context -> count(context, elements));
  }

  /** Failed: its context has ended. */
  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    CancellableContext ended = Context.background().withCancel();
    ended.cancel();
    return ChannelPublisher.perSubscriber(ended, context -> Channel.<Integer>never());
  }
}
