package dev.csp.context;

import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must not be kept alive. */
@Timeout(120)
final class ContextMemoryTest {
  private static void untilCollected(List<? extends WeakReference<?>> references) {
    until(
        "all collected",
        () -> {
          System.gc();
          return references.stream().allMatch(reference -> reference.get() == null);
        });
  }

  @Test
  void aLiveParentKeepsNoEndedChildren() {
    CancellableContext parent = Context.background().withCancel();
    List<WeakReference<Object>> gone = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      CancellableContext child =
          i % 2 == 0 ? parent.withCancel() : parent.withTimeout(Duration.ofHours(1));
      Object captured = new Object();
      Registration stopped = child.onDone(() -> use(captured));
      gone.add(new WeakReference<>(child));
      gone.add(new WeakReference<>(captured));
      if (i % 3 == 0) {
        stopped.stop();
      }
      child.cancel();
    }
    untilCollected(gone);
    assertThat(parent.isDone()).isFalse();
    parent.cancel();
  }

  /** The links of the list are in the children: one that is held must not hold the others. */
  @Test
  void anEndedChildKeepsNoSiblings() {
    CancellableContext parent = Context.background().withCancel();
    List<WeakReference<Object>> gone = new ArrayList<>();
    CancellableContext kept = null;
    for (int i = 0; i < 9; i++) {
      CancellableContext child = parent.withCancel();
      if (i == 4) {
        kept = child;
      } else {
        gone.add(new WeakReference<>(child));
      }
      child = null;
    }
    parent.cancel();
    untilCollected(gone);
    assertThat(kept.isDone()).isTrue();
    assertThat(parent.isDone()).isTrue();
  }

  @Test
  void aStoppedRegistrationKeepsNoTask() {
    CancellableContext context = Context.background().withCancel();
    Object captured = new Object();
    WeakReference<Object> gone = new WeakReference<>(captured);
    Registration registration = register(context, captured);
    captured = null;
    registration.stop();
    untilCollected(List.of(gone));
    assertThat(registration.stop()).isFalse();
    context.cancel();
  }

  private static void use(Object captured) {}

  private static Registration register(Context context, Object captured) {
    return context.afterDone(() -> use(captured));
  }

  @Test
  void aContextThatNobodyAsksIsSmall() {
    int n = 200_000;
    CancellableContext parent = Context.background().withCancel();
    Context[] contexts = new Context[n];
    long before = used();
    for (int i = 0; i < n; i++) {
      contexts[i] = parent.withCancel();
    }
    double bytes = (used() - before) / (double) n;
    for (int i = 0; i < n; i++) {
      contexts[i].done();
    }
    double asked = (used() - before) / (double) n;
    System.out.printf(
        "derived context: %.0f bytes, %.0f once done() was asked for%n", bytes, asked);
    assertThat(bytes).isLessThan(100);
    assertThat(asked).isLessThan(350);
    parent.cancel();
    assertThat(contexts[n - 1].isDone()).isTrue();
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
