package dev.csp.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ResultGroupTest {
  private final int before = Go.count();

  private static <T> Callable<T> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  // ---- results in the order of submission

  @Test
  void awaitReturnsTheResultsInTheOrderOfSubmission() throws Exception {
    Random random = new Random(7);
    try (ResultGroup<Integer> group = new ResultGroup<>()) {
      for (int i = 0; i < 500; i++) {
        int number = i;
        int yields = random.nextInt(5);
        group.go(() -> {
          for (int j = 0; j < yields; j++) {
            Go.yieldNow();
          }
          return number;
        });
      }
      assertThat(group.await()).isEqualTo(IntStream.range(0, 500).boxed().toList());
    }
  }

  /** Whoever ends first: the order is that in which they were submitted. */
  @Test
  void theOrderDoesNotDependOnWhoEndsFirst() throws Exception {
    try (ResultGroup<String> group = new ResultGroup<>()) {
      Channel<String> hold = Channel.unbuffered();
      group.go(hold::receive);
      group.go("named", () -> "second");
      group.tryGo(() -> "third");
      group.tryGo("named", () -> "fourth");
      hold.send("first");
      assertThat(group.await()).containsExactly("first", "second", "third", "fourth");
    }
  }

  /** A member that adds members was submitted before them. */
  @Test
  void aMemberComesBeforeTheMembersThatItAdds() throws Exception {
    for (int i = 0; i < Crew.times(500); i++) {
      try (ResultGroup<String> group = new ResultGroup<>()) {
        group.go(() -> {
          group.go(() -> "child");
          return "parent";
        });
        assertThat(group.await()).containsExactly("parent", "child");
      }
    }
  }

  @Test
  void anEmptyGroupHasNoResults() throws Exception {
    try (ResultGroup<String> group = new ResultGroup<>()) {
      assertThat(group.await()).isEmpty();
      assertThat(group.awaitAll()).isEmpty();
    }
  }

  @Test
  void aResultMayBeNull() throws Exception {
    try (ResultGroup<String> group = new ResultGroup<>()) {
      group.go(() -> null);
      group.go(() -> "there");
      assertThat(group.await()).containsExactly(null, "there");
      assertThat(group.awaitAll())
          .containsExactly(new Outcome.Done<>(null), new Outcome.Done<>("there"));
    }
  }

  @Test
  void aGroupCanBeUsedAgainAndKeepsItsResults() throws Exception {
    try (ResultGroup<Integer> group = new ResultGroup<>()) {
      group.go(() -> 1);
      List<Integer> first = group.await();
      group.go(() -> 2);
      assertThat(group.await()).containsExactly(1, 2);
      assertThat(first).containsExactly(1);
      assertThatThrownBy(() -> first.add(3)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void whatIsRefusedHasNoPlace() throws Exception {
    try (ResultGroup<String> group = new ResultGroup<>()) {
      group.setLimit(1);
      Channel<String> hold = Channel.unbuffered();
      group.go(hold::receive);
      assertThat(group.tryGo(() -> "refused")).isFalse();
      hold.send("accepted");
      assertThat(group.await()).containsExactly("accepted");
    }
  }

  // ---- failures

  @Test
  void aFailureCancelsTheOthersAndIsReported() throws Exception {
    IOException failure = new IOException("stop");
    try (ResultGroup<String> group = new ResultGroup<>()) {
      group.go(() -> {
        Go.blockForever();
        return "never";
      });
      group.go(() -> "done");
      group.go(failing(failure));
      assertThat(catchThrowableOfType(ExecutionException.class, group::await)).hasCause(failure);
      assertThat(group.context().cause()).containsSame(failure);
      List<Outcome<String>> outcomes = group.awaitAll();
      assertThat(outcomes).hasSize(3);
      assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
      assertThat(catchThrowable(() -> outcomes.get(0).get()))
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(outcomes.get(2)).isEqualTo(new Outcome.Failed<>(failure));
    }
  }

  @Test
  void withContinueEveryOutcomeIsReportedInOrder() throws Exception {
    IOException failure = new IOException("one of them");
    try (ResultGroup<String> group = new ResultGroup<>(Context.background(), OnFailure.CONTINUE)) {
      group.setLimit(1);
      group.go(() -> "first");
      group.go(failing(failure));
      group.go(() -> "third");
      assertThat(group.awaitAll())
          .containsExactly(
              new Outcome.Done<>("first"),
              new Outcome.Failed<>(failure),
              new Outcome.Done<>("third"));
      assertThat(catchThrowableOfType(ExecutionException.class, group::await)).hasCause(failure);
    }
  }

  // ---- cancellation: all results, or none

  @Test
  void aMemberThatWasCutShortMeansNoResults() throws Exception {
    Exception why = new Exception("why");
    CancellableContext parent = Context.background().withCancel();
    try (ResultGroup<String> group = new ResultGroup<>(parent)) {
      group.go(() -> "done");
      group.go(() -> {
        Go.blockForever();
        return "never";
      });
      parent.cancel(why);
      assertThatThrownBy(group::await)
          .isInstanceOf(CancellationException.class)
          .hasMessage("the group was cancelled before it had all results")
          .hasCause(why);
    }
  }

  /** The list would be short, and look complete. */
  @Test
  void aRefusedSubmissionMeansNoResults() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    try (ResultGroup<String> group = new ResultGroup<>(parent)) {
      group.go(() -> "done");
      group.awaitAll();
      parent.cancel();
      assertThat(group.go(() -> "refused")).isFalse();
      assertThatThrownBy(group::await).isInstanceOf(CancellationException.class);
      assertThat(group.awaitAll()).containsExactly(new Outcome.Done<>("done"));
    }
  }

  /** A cancellation that came too late to matter. */
  @Test
  void completeResultsAreReturnedAlsoAfterACancellation() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    try (ResultGroup<String> group = new ResultGroup<>(parent)) {
      group.go(() -> "done");
      group.awaitAll();
      parent.cancel();
      assertThat(group.await()).containsExactly("done");
    }
  }

  @Test
  void aDeadlineIsTheCause() throws Exception {
    try (CancellableContext parent = Context.background().withTimeout(Duration.ofMillis(1));
        ResultGroup<String> group = new ResultGroup<>(parent)) {
      group.go(() -> {
        Go.blockForever();
        return "never";
      });
      assertThatThrownBy(group::await)
          .isInstanceOf(CancellationException.class)
          .hasCauseInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void anInterruptedAwaitCancelsWaitsAndThrows() throws Exception {
    ResultGroup<String> group = new ResultGroup<>();
    group.go(() -> {
      Go.blockForever();
      return "never";
    });
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
    assertThat(group.context().isDone()).isTrue();
    assertThat(Go.count()).isEqualTo(before);
  }

  // ---- what nobody gets

  @Test
  void closeGivesUpWhatNoAwaitHasReturnedExactlyOnce() throws Exception {
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    ResultGroup<String> group =
        new ResultGroup<>(Context.background(), OnFailure.CANCEL, lost::add);
    group.setLimit(1);
    group.go(() -> "first");
    group.go(() -> null);
    group.go(() -> "second");
    group.go(failing(new IOException("and no list")));
    assertThatThrownBy(group::await).isInstanceOf(ExecutionException.class);
    assertThat(lost).isEmpty();
    group.close();
    assertThat(lost).containsExactly("first", "second");
    group.close();
    assertThat(lost).hasSize(2);
    assertThatIllegalStateException()
        .isThrownBy(group::awaitAll)
        .withMessage("the results were given up when the group was closed");
  }

  @Test
  void whatWasReturnedIsNotGivenUp() throws Exception {
    List<String> lost = new ArrayList<>();
    try (ResultGroup<String> group =
        new ResultGroup<>(Context.background(), OnFailure.CANCEL, lost::add)) {
      group.go(() -> "first");
      group.await();
      group.go(() -> "second");
      group.awaitAll();
    }
    assertThat(lost).isEmpty();
  }

  /** Everything that was accepted comes out at one end. */
  @Test
  void everyValueIsReturnedOrGivenUpOnce() throws Exception {
    for (int round = 0; round < Crew.times(1000); round++) {
      Random random = new Random(round);
      ConcurrentLinkedQueue<Integer> lost = new ConcurrentLinkedQueue<>();
      AtomicInteger made = new AtomicInteger();
      List<Integer> got = new ArrayList<>();
      boolean cancels = random.nextBoolean();
      int failAt = random.nextInt(8);
      try (ResultGroup<Integer> group =
          new ResultGroup<>(
              Context.background(),
              random.nextBoolean() ? OnFailure.CANCEL : OnFailure.CONTINUE,
              lost::add)) {
        for (int i = 0; i < 5; i++) {
          int number = i;
          group.go(() -> {
            if (number == failAt) {
              throw new IOException("planted");
            }
            Go.yieldNow();
            made.incrementAndGet();
            return number;
          });
        }
        if (cancels) {
          group.tryGo(() -> {
            group.context();
            throw new IOException("stop");
          });
        }
        try {
          got.addAll(group.await());
        } catch (ExecutionException | CancellationException e) {
          if (random.nextBoolean()) {
            for (Outcome<Integer> outcome : group.awaitAll()) {
              if (outcome instanceof Outcome.Done<Integer>(Integer value)) {
                got.add(value);
              }
            }
          }
        }
      }
      got.addAll(lost);
      assertThat(got).doesNotHaveDuplicates().hasSize(made.get());
    }
  }

  // ---- the rest

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> new ResultGroup<>(null));
    assertThatNullPointerException()
        .isThrownBy(() -> new ResultGroup<>(Context.background(), null));
    assertThatNullPointerException()
        .isThrownBy(() -> new ResultGroup<>(Context.background(), OnFailure.CANCEL, null))
        .withMessage("undelivered");
    try (ResultGroup<String> group = new ResultGroup<>()) {
      assertThatNullPointerException().isThrownBy(() -> group.go(null)).withMessage("task");
      assertThatNullPointerException().isThrownBy(() -> group.tryGo(null)).withMessage("task");
      assertThatNullPointerException()
          .isThrownBy(() -> group.go(null, () -> ""))
          .withMessage("name");
      assertThatNullPointerException()
          .isThrownBy(() -> group.tryGo(null, () -> ""))
          .withMessage("name");
      assertThatNullPointerException().isThrownBy(() -> group.go("name", null)).withMessage("task");
      assertThatNullPointerException()
          .isThrownBy(() -> group.tryGo("name", null))
          .withMessage("task");
    }
  }

  @Test
  void startSitesPointAtTheCaller() throws Exception {
    try (ResultGroup<String> group = new ResultGroup<>()) {
      group.go(
          "one",
          () -> {
            Go.blockForever();
            return "never";
          });
      assertThat(Go.dump()).contains("]: one\n").contains("startSitesPointAtTheCaller");
      assertThat(group).hasToString("ResultGroup[1 running]");
    }
  }

  /** The task never ran; its member has ended all the same. */
  @Test
  void awaitAllHasAnOutcomeAlsoForAMemberWhoseCarrierFailed() throws Exception {
    IOException planted = new IOException("planted");
    Carrier faulty =
        of ->
            task -> {
              throw planted;
            };
    Context context = Context.background().withCarrier(faulty);
    try (ResultGroup<Integer> group = new ResultGroup<>(context, OnFailure.CONTINUE)) {
      assertThat(group.go(() -> 1)).isTrue();
      assertThat(group.go("named", () -> 2)).isTrue();
      assertThat(group.tryGo(() -> 3)).isTrue();
      assertThat(group.tryGo("named", () -> 4)).isTrue();
      assertThat(group.awaitAll())
          .isEqualTo(Collections.nCopies(4, new Outcome.Failed<Integer>(planted)));
    }
  }
}
