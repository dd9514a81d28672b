package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A subscriber that writes down its signals and asks for what the test asks for. */
class Recorder<T> implements Flow.Subscriber<T> {
  final List<T> values = new CopyOnWriteArrayList<>();
  volatile Flow.@Nullable Subscription subscription;
  volatile @Nullable Throwable failure;
  volatile boolean complete;

  /** How many signals are under way; more than one breaks rule 1.3. */
  private final AtomicInteger inside = new AtomicInteger();

  private volatile boolean overlap;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(T value) {
    enter();
    values.add(value);
    leave();
  }

  @Override
  public void onError(Throwable thrown) {
    enter();
    assertThat(ended()).isFalse();
    failure = thrown;
    leave();
  }

  @Override
  public void onComplete() {
    enter();
    assertThat(ended()).isFalse();
    complete = true;
    leave();
  }

  private void enter() {
    if (inside.incrementAndGet() != 1 || ended()) {
      overlap = true;
    }
  }

  private void leave() {
    assertThat(inside.decrementAndGet()).isZero();
    assertThat(overlap).isFalse();
  }

  boolean ended() {
    return complete || failure != null;
  }

  void request(long n) {
    subscription.request(n);
  }

  void cancel() {
    subscription.cancel();
  }

  final void untilHas(Object... expected) {
    until("values " + List.of(expected), () -> values.size() >= expected.length);
    assertThat(values).isEqualTo(List.of(expected));
  }

  Throwable untilFailed() {
    until("failed", () -> failure != null);
    return failure;
  }

  void untilComplete() {
    until("complete", () -> complete);
  }
}
