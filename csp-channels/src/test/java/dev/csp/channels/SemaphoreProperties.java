package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Random scripts, step by step against a model that is one list. Each step ends before the next
 * begins, whoever it has served; so the model says exactly who waits, who has been served, and what
 * is left.
 */
class SemaphoreProperties {
  /** What one step does; the number is a count of permits, or says whom to interrupt. */
  record Step(Op op, int number) {}

  /** The kinds of steps. */
  enum Op {
    ACQUIRE,
    RECEIVE,
    TRY_ACQUIRE,
    RELEASE,
    INTERRUPT
  }

  private static final class Model {
    final long size;
    long available;
    final List<Asker> waiting = new ArrayList<>();

    Model(long size) {
      this.size = size;
      this.available = size;
    }

    boolean mayTake(long n) {
      return waiting.isEmpty() && n <= available;
    }

    /** Serves who can be served, and answers them. */
    List<Asker> serve() {
      var served = new ArrayList<Asker>();
      while (!waiting.isEmpty() && waiting.getFirst().count <= available) {
        Asker first = waiting.removeFirst();
        available -= first.count;
        served.add(first);
      }
      return served;
    }
  }

  private record Asker(Child<Void> child, long count) {}

  @Provide
  Arbitrary<List<Step>> scripts() {
    return Combinators.combine(Arbitraries.of(Op.class), Arbitraries.integers().between(0, 9))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 150)
  void everyoneIsServedAsTheModelSays(
      @ForAll @IntRange(min = 1, max = 8) int size, @ForAll("scripts") List<Step> script) {
    int before = Go.count();
    try (var harness = new Harness()) {
      run(harness, size, script);
    }
    Harness.await("all goroutines have ended", () -> Go.count() == before);
  }

  private static void run(Harness harness, int size, List<Step> script) {
    Semaphore semaphore = new Semaphore(size);
    Model model = new Model(size);
    int started = 0;
    for (Step step : script) {
      long n = step.number;
      switch (step.op) {
        case ACQUIRE, RECEIVE -> {
          Child<Void> child =
              harness.run(
                  Kind.turn(started++),
                  () -> {
                    if (step.op == Op.ACQUIRE) {
                      semaphore.acquire(n);
                    } else {
                      assertThat(semaphore.permits(n).receive().count()).isEqualTo(n);
                    }
                  });
          if (model.mayTake(n)) {
            model.available -= n;
            child.join();
          } else {
            child.awaitParked();
            if (n <= size) {
              model.waiting.add(new Asker(child, n));
            }
          }
        }
        case TRY_ACQUIRE -> {
          boolean expected = model.mayTake(n);
          assertThat(semaphore.tryAcquire(n)).isEqualTo(expected);
          model.available -= expected ? n : 0;
        }
        case RELEASE -> {
          if (model.available + n > model.size) {
            assertThatIllegalStateException().isThrownBy(() -> semaphore.release(n));
          } else {
            semaphore.release(n);
            model.available += n;
          }
        }
        case INTERRUPT -> {
          if (!model.waiting.isEmpty()) {
            Asker leaver = model.waiting.remove((int) (n % model.waiting.size()));
            leaver.child.interrupt();
            leaver.child.failure(InterruptedException.class);
          }
        }
      }
      for (Asker served : model.serve()) {
        served.child.join();
      }
      assertThat(Kernel.receivers(semaphore.permits(0))).isEqualTo(model.waiting.size());
      assertThat(semaphore.available()).isEqualTo(model.available);
      assertThat(model.waiting).noneMatch(asker -> asker.child.isDone());
    }
  }
}
