package dev.csp.bridge.tck;

import dev.csp.bridge.ChannelSubscriber;
import dev.csp.channels.Received;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.AfterMethod;

/**
 * The rules for a subscriber and its channel. The probe is told of what comes out of the channel.
 * The subscriber asks for more by itself, so {@code triggerRequest} has nothing to do.
 */
public final class WhiteboxSubscriberTck extends FlowSubscriberWhiteboxVerification<Integer> {
  private final MadeSubscribers made = new MadeSubscribers();

  public WhiteboxSubscriberTck() {
    super(TckSuite.environment());
  }

  @Override
  protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
    ChannelSubscriber<Integer> subscriber = made.subscriber();
    made.receivers.go(() -> {
      while (true) {
        switch (subscriber.channel().receiveOrClosed()) {
          case Received.Value<Integer>(var value) -> probe.registerOnNext(value);
          case Received.Closed<Integer>(var cause) -> {
            cause.ifPresentOrElse(probe::registerOnError, probe::registerOnComplete);
            return;
          }
          case Received.Empty<Integer>() -> throw new AssertionError();
        }
      }
    });
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
        probe.registerOnSubscribe(
            new SubscriberPuppet() {
              @Override
              public void triggerRequest(long elements) {}

              @Override
              public void signalCancel() {
                subscriber.close();
              }
            });
      }

      @Override
      public void onNext(Integer value) {
        subscriber.onNext(value);
      }

      @Override
      public void onError(Throwable failure) {
        subscriber.onError(failure);
      }

      @Override
      public void onComplete() {
        subscriber.onComplete();
      }
    };
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
