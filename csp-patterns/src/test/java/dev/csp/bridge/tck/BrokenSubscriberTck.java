package dev.csp.bridge.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/** A subscriber that heeds nothing, to see that the suite notices. */
public final class BrokenSubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
  public BrokenSubscriberTck() {
    super(new TestEnvironment(50));
  }

  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {}

      @Override
      public void onNext(Integer value) {}

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onComplete() {}
    };
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
