package dev.csp.bridge.tck;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks for nothing. */
final class Idle implements Flow.Subscriber<Object> {
  volatile Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(Object value) {
    throw new AssertionError("not asked for");
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onComplete() {}
}
