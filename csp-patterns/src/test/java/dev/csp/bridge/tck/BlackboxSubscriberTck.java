package dev.csp.bridge.tck;

import dev.csp.bridge.ChannelSubscriber;
import dev.csp.channels.Received;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterMethod;

/** The rules for a subscriber that can be seen from outside. */
public final class BlackboxSubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
  private final MadeSubscribers made = new MadeSubscribers();

  public BlackboxSubscriberTck() {
    super(TckSuite.environment());
  }

  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    ChannelSubscriber<Integer> subscriber = made.subscriber();
    made.receivers.go(() -> {
      while (subscriber.channel().receiveOrClosed() instanceof Received.Value) {}
    });
    return subscriber;
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  @AfterMethod
  public void close() throws InterruptedException {
    made.close();
  }
}
