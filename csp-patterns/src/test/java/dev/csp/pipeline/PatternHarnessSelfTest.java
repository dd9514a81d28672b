package dev.csp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The harness must find what is wrong: it gets faulty stages, one fault each. */
final class PatternHarnessSelfTest {
  private final int before = Go.count();

  /** What leaks waits here, until the test is over. */
  private final Channel<Integer> held = Channel.unbuffered();

  @AfterEach
  void whatLeakedEnds() {
    held.close();
    Crew.until("what leaked has ended", () -> Go.count() == before);
  }

  private static void identity(
      Iterable<Integer> in, Function<Integer, Integer> function, Consumer<Object> out) {
    in.forEach(i -> out.accept(function.apply(i)));
  }

  private static PipelinePattern stage(StageBody<Integer, Integer> body) {
    return PipelinePattern.of(
            "faulty", (in, trial) -> in.through("faulty", body), (in, f, out) -> in.forEach(out))
        .with(p -> p.inputs(3).buffers(0, 2));
  }

  /** The fault must be found with both kinds of sources. */
  private static void assertFound(PipelinePattern faulty, String fault) {
    assertFound(faulty.fromASource(), fault);
    assertFound(faulty.fromAChannel(), fault);
  }

  private static void assertFound(Pattern faulty, String fault) {
    List<AssertionError> failures = PatternHarness.failures(faulty);
    assertThat(failures)
        .extracting(Throwable::getMessage)
        .anySatisfy(message -> assertThat(message).contains(fault));
  }

  @Test
  void nothingIsWrongWithAGoodStage() {
    PipelinePattern good =
        stage((in, out) -> {
          for (int i : in) {
            out.send(i);
          }
        });
    assertThat(PatternHarness.failures(good.fromASource())).isEmpty();
    assertThat(PatternHarness.failures(good.fromAChannel())).isEmpty();
  }

  @Test
  void aStageThatForgetsToForwardIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            if (i != 2) {
              out.send(i);
            }
          }
        }),
        "not what the sequential program has");
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            if (i != 3) {
              out.send(i);
            }
          }
        }),
        "less than the sequential program has");
  }

  @Test
  void aStageThatSendsTwiceIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            out.send(i);
            out.send(i);
          }
        }),
        "not what the sequential program has");
  }

  @Test
  void aStageThatTurnsTheOrderIsFound() {
    assertFound(
        stage((in, out) -> {
          for (Integer i = in.next(); i != null; i = in.next()) {
            Integer second = in.next();
            if (second != null) {
              out.send(second);
            }
            out.send(i);
          }
        }),
        "not what the sequential program has");
  }

  @Test
  void aStageThatLeaksAGoroutineIsFound() {
    PipelinePattern leaky =
        stage((in, out) -> {
          try {
            for (int i : in) {
              out.send(i);
            }
          } catch (ChannelClosedException e) {
            Go.go(held::receiveOrClosed); // only if the stage before fails
            throw e;
          }
        });
    assertFound(
        leaky.with(p -> p.inputs(1).buffers(0).within(Duration.ofMillis(300))),
        "goroutines are left");
  }

  @Test
  void aStageThatLosesAValueInHandIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            Select.run(out.sending(i, () -> true)); // if this throws, nobody has the value
          }
        }),
        "lost: ");
  }

  @Test
  void aStageThatReportsAValueTwiceIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            try {
              out.send(i);
            } catch (InterruptedException | CancellationException e) {
              out.undelivered(i);
              throw e;
            }
          }
        }),
        "accounted for 2 times");
  }

  @Test
  void aStageThatSwallowsTheFailureBeforeItIsFound() {
    assertFound(
        stage((in, out) -> {
          try {
            for (int i : in) {
              out.send(i);
            }
          } catch (ChannelClosedException e) {
            // ends as if all were well
          }
        }),
        "the failure does not arrive");
  }

  @Test
  void aStageThatSwallowsTheFailureOfAFunctionIsFound() {
    assertFound(
        PipelinePattern.of(
            "swallows",
            (in, trial) ->
                in.<Integer>through(
                    "swallows",
                    (from, out) -> {
                      for (int i : from) {
                        try {
                          trial.call(i);
                        } catch (RuntimeException e) {
                          out.undelivered(i);
                          return;
                        }
                        out.send(i);
                      }
                    }),
            PatternHarnessSelfTest::identity),
        "the failure does not arrive");
  }

  @Test
  void aStageThatPassesTheFailureOnTwiceIsFound() {
    assertFound(
        stage((in, out) -> {
          try {
            for (int i : in) {
              out.send(i);
            }
          } catch (ChannelClosedException e) {
            IOException twice = new IOException(e);
            twice.addSuppressed(e.getCause().getCause());
            throw twice;
          }
        }),
        "the failure arrives 2 times");
  }

  @Test
  void aStageThatFailsByItselfIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            out.send(i);
          }
          throw new IOException("of its own");
        }),
        "must not fail");
  }

  @Test
  void aStageThatEndsWithAnErrorWhenItIsStoppedIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            try {
              out.send(i);
            } catch (InterruptedException | CancellationException e) {
              throw new AssertionError(e);
            }
          }
        }),
        "went to the uncaught handler");
  }

  @Test
  void aChannelThatStaysOpenIsFound() {
    assertFound(
        Pattern.of(
            "open",
            trial -> {
              trial.owns(Channel.unbuffered());
              trial.input().forEach(trial::take);
            },
            (in, f, out) -> in.forEach(out)),
        "not closed: ");
  }

  @Test
  void aThreadThatIsLeftInterruptedIsFound() {
    assertFound(
        Pattern.of(
            "interrupted",
            trial -> {
              trial.input().forEach(trial::take);
              Thread.currentThread().interrupt();
            },
            (in, f, out) -> in.forEach(out)),
        "the thread was interrupted");
  }

  @Test
  void aPatternThatDoesNotEndIsFound() {
    assertFound(
        Pattern.of("waits for ever", trial -> held.receiveOrClosed(), (in, f, out) -> {})
            .inputs(0)
            .buffers(0)
            .within(Duration.ofMillis(10)),
        "does not end");
  }

  @Test
  void aConsumerThatIsGivenTooFewIsFound() {
    assertFound(
        Pattern.of(
            "gives up early",
            (Trial trial) -> {
              for (int i : trial.input()) {
                if (!trial.wantsMore() || i == 3) {
                  trial.undelivered(i);
                  return;
                }
                trial.take(i);
              }
            },
            (in, f, out) -> in.forEach(out)),
        "fewer than ");
  }

  @Test
  void aValueOutOfNowhereIsFound() {
    assertFound(
        stage((in, out) -> {
          for (int i : in) {
            out.send(i);
            out.undelivered(99);
          }
        }),
        "never fed in: [99]");
  }
}
