package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ReplicatedTest {
  private static final Context CTX = Context.background();

  private final int before = Go.count();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private String hang(Context context, String server, String request) throws InterruptedException {
    asked.add(server);
    Go.blockForever();
    return "never";
  }

  @Test
  void theFirstAnswerCountsAndTheLosersHaveEnded() throws Exception {
    Replicated<String, String, String> replicated =
        Replicated.<String, String, String>over(
            List.of("slow", "fast", "broken"),
            (context, server, request) ->
                switch (server) {
                  case "slow" -> hang(context, server, request);
                  case "broken" -> throw new IOException("broken");
                  default -> server + " " + request;
                });
    for (int i = 0; i < 100; i++) {
      assertThat(replicated.request(CTX, "ping")).isEqualTo("fast ping");
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  @Test
  void ifAllFailTheFirstFailureIsReported() {
    Replicated<Integer, String, String> replicated =
        Replicated.<Integer, String, String>over(
                List.of(1, 2, 3),
                (context, server, request) -> {
                  throw new IOException("server " + server);
                })
            .hedgedAfter(ofHours(1));
    ExecutionException thrown =
        catchThrowableOfType(ExecutionException.class, () -> replicated.request(CTX, "ping"));
    assertThat(thrown.getCause()).hasMessage("server 1");
    assertThat(thrown.getCause().getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("server 2", "server 3");
  }

  /** Nobody else is asked while the first may still answer. */
  @Test
  void aHedgedRequestAsksOneServerIfThatAnswers() throws Exception {
    Replicated<String, String, String> replicated =
        Replicated.<String, String, String>over(
                List.of("a", "b"),
                (context, server, request) -> {
                  asked.add(server);
                  return server;
                })
            .hedgedAfter(ofHours(1));
    assertThat(replicated.request(CTX, "ping")).isEqualTo("a");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void aHedgedRequestAsksTheNextAfterTheDelay() throws Exception {
    Replicated<String, String, String> replicated =
        Replicated.<String, String, String>over(
                List.of("a", "b", "c"),
                (context, server, request) ->
                    server.equals("c") ? server : hang(context, server, request))
            .hedgedAfter(ofMillis(1));
    assertThat(replicated.request(CTX, "ping")).isEqualTo("c");
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void aHedgedRequestAsksTheNextAtOnceWhenOneHasFailed() throws Exception {
    Replicated<String, String, String> replicated =
        Replicated.<String, String, String>over(
                List.of("a", "b"),
                (context, server, request) -> {
                  if (server.equals("a")) {
                    throw new IOException("broken");
                  }
                  return server;
                })
            .hedgedAfter(ofHours(1));
    assertThat(replicated.request(CTX, "ping")).isEqualTo("b");
  }

  @Test
  void theOrderIsThatOfTheList() throws Exception {
    Replicated<Integer, String, String> replicated =
        Replicated.<Integer, String, String>over(
                List.of(3, 1, 2),
                (context, server, request) -> {
                  asked.add("" + server);
                  throw new IOException();
                })
            .hedgedAfter(ofHours(1));
    assertThatThrownBy(() -> replicated.request(CTX, "ping"));
    assertThat(asked).containsExactly("3", "1", "2");
  }

  @Test
  void theEndOfTheContextCancelsTheRequest() throws Exception {
    Exception why = new Exception("why");
    CancellableContext context = CTX.withCancel();
    try (Crew crew = new Crew()) {
      Goroutine client =
          crew.go(() ->
              assertThatThrownBy(() ->
                      Replicated.over(List.of("a", "b"), this::hang)
                          .hedgedAfter(ofHours(1))
                          .request(context, "ping"))
                  .isInstanceOf(CancellationException.class)
                  .hasCause(why));
      untilParked(client);
      context.cancel(why);
    }
    assertThat(asked).containsExactly("a");
  }

  @Test
  void anInterruptedRequestLeavesNobodyBehind() throws Exception {
    try (Crew crew = new Crew()) {
      Goroutine client =
          crew.go(() -> {
            assertThatThrownBy(
                    () -> Replicated.over(List.of("a", "b"), this::hang).request(CTX, "ping"))
                .isInstanceOf(InterruptedException.class);
            assertThat(Go.count()).isEqualTo(before + 1);
          });
      untilParked(client);
      client.interrupt();
    }
  }

  /** The caller sees the end of the losers, so a context that they look at ends too. */
  @Test
  void theLosersContextEnds() throws Exception {
    Channel<Void> never = Channel.unbuffered();
    AtomicInteger cancelled = new AtomicInteger();
    Replicated<String, String, String> replicated =
        Replicated.<String, String, String>over(
            List.of("slow", "fast"),
            (context, server, request) -> {
              if (server.equals("fast")) {
                return server;
              }
              try {
                context.receive(never);
              } catch (CancellationException | InterruptedException e) {
                cancelled.incrementAndGet();
                throw e;
              }
              return server;
            });
    assertThat(replicated.request(CTX, "ping")).isEqualTo("fast");
    assertThat(cancelled).hasValue(1);
  }

  /** Each answer is the result of the request or goes to the hook. */
  @Test
  void everyAnswerIsReturnedOrGivenToTheHookOnce() throws Exception {
    for (int round = 0; round < Crew.times(500); round++) {
      Random random = new Random(round);
      ConcurrentLinkedQueue<Integer> late = new ConcurrentLinkedQueue<>();
      AtomicInteger answers = new AtomicInteger();
      int failing = random.nextInt(5);
      Replicated<Integer, String, Integer> replicated =
          Replicated.<Integer, String, Integer>over(
                  List.of(0, 1, 2, 3),
                  (context, server, request) -> {
                    Go.yieldNow();
                    if (server == failing) {
                      throw new IOException("planted");
                    }
                    answers.incrementAndGet();
                    return server;
                  })
              .onUndelivered(late::add);
      if (random.nextBoolean()) {
        replicated = replicated.hedgedAfter(ZERO);
      }
      List<Integer> all = new ArrayList<>();
      all.add(replicated.request(CTX, "ping"));
      all.addAll(late);
      assertThat(all).doesNotHaveDuplicates().hasSize(answers.get());
    }
  }

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    Replicated<String, String, String> replicated = Replicated.over(List.of("a"), this::hang);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Replicated.over(List.<String>of(), this::hang))
        .withMessage("servers must be >= 1, was 0");
    assertThatNullPointerException().isThrownBy(() -> Replicated.over(null, this::hang));
    assertThatNullPointerException()
        .isThrownBy(() -> Replicated.over(List.of("a"), null))
        .withMessage("ask");
    assertThatNullPointerException()
        .isThrownBy(() -> replicated.hedgedAfter(null))
        .withMessage("pause");
    assertThatNullPointerException()
        .isThrownBy(() -> replicated.onUndelivered(null))
        .withMessage("hook");
    assertThatNullPointerException()
        .isThrownBy(() -> replicated.request(null, "ping"))
        .withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> replicated.request(CTX, null))
        .withMessage("request");
  }
}
