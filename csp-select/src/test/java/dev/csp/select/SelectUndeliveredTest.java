package dev.csp.select;

import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static dev.csp.select.Select.send;
import static dev.csp.select.Select.sendFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.ChannelClosedException;
import dev.csp.go.Go;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Selects that send to full channels that drop, and selects on channels that are discarded. Random
 * ones are in {@link Storm}.
 */
final class SelectUndeliveredTest {
  private final List<Integer> undelivered = Collections.synchronizedList(new ArrayList<>());
  private final Channel<Integer> quiet = Channel.unbuffered();

  @AfterEach
  void restoreTheHandler() {
    Go.onUncaught(null);
  }

  /** The kinds that drop. */
  enum Dropping {
    OLDEST,
    NEWEST;

    <T> Channel<T> open(ChannelBuilder<T> builder, int capacity) {
      return this == OLDEST ? builder.sliding(capacity) : builder.dropping(capacity);
    }

    /** What is given up of two values when there is room for one. */
    int victim(int older, int newer) {
      return this == OLDEST ? older : newer;
    }
  }

  /** Every way that a send may be performed by a select: by a look, and by a judgement. */
  enum Form {
    SELECT {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        assertThat(select(Select.send(channel, value), receive(quiet))).isEqualTo(value);
      }
    },
    SELECT_FIRST {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        assertThat(selectFirst(receive(quiet), Select.send(channel, value))).isEqualTo(value);
      }
    },
    SELECT_OR_OTHERWISE {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        assertThat(selectFirst(Select.send(channel, value), otherwise(() -> -1))).isEqualTo(value);
      }
    },
    SEND_FROM {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        assertThat(select(sendFrom(channel, () -> value, () -> value))).isEqualTo(value);
      }
    },
    MANY_CASES {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        List<Case<Integer>> cases = new ArrayList<>(Collections.nCopies(40, receive(quiet)));
        cases.add(Select.send(channel, value));
        assertThat(select(cases)).isEqualTo(value);
      }
    },
    SELECTOR {
      @Override
      void send(Channel<Integer> channel, int value, Channel<Integer> quiet) throws Exception {
        var selector = new Selector();
        selector.receive(quiet);
        Selector.Send<Integer> out = selector.send(channel);
        out.offer(value);
        assertThat(selector.select()).isSameAs(out);
        assertThat(out.hasValue()).isFalse();
      }
    };

    abstract void send(Channel<Integer> channel, int value, Channel<Integer> quiet)
        throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void everyFormReportsWhatItDropsOnce(Form form) throws Exception {
    for (Dropping kind : Dropping.values()) {
      undelivered.clear();
      Channel<Integer> channel = kind.open(Channel.onUndelivered(undelivered::add), 1);
      form.send(channel, 1, quiet);
      assertThat(undelivered).isEmpty();
      form.send(channel, 2, quiet);
      assertThat(undelivered).containsExactly(kind.victim(1, 2));
      assertThat(channel.dropped()).isEqualTo(1);
      assertThat(channel.receive() + undelivered.get(0)).isEqualTo(3);
      form.send(channel, 3, quiet);
      assertThat(undelivered).hasSize(1);
      assertThat(channel.discard()).isEqualTo(1);
      assertThat(undelivered).hasSize(2).endsWith(3);
    }
  }

  /** Two drops in two selects by the same selector must not be mixed up. */
  @Test
  void selectorReportsEachDropToTheHookOfItsChannel() throws Exception {
    List<Integer> ofFirst = new ArrayList<>();
    List<Integer> ofSecond = new ArrayList<>();
    Channel<Integer> first = Channel.<Integer>onUndelivered(ofFirst::add).sliding(1);
    Channel<Integer> second = Channel.<Integer>onUndelivered(ofSecond::add).dropping(1);
    Channel<Integer> without = Channel.sliding(1);
    var selector = new Selector();
    List<Selector.Send<Integer>> outs =
        List.of(selector.send(first), selector.send(second), selector.send(without));
    for (int i = 0; i < 9; i++) {
      Selector.Send<Integer> out = outs.get(i % 3);
      out.offer(i);
      assertThat(selector.select()).isSameAs(out);
    }
    assertThat(ofFirst).containsExactly(0, 3);
    assertThat(ofSecond).containsExactly(4, 7);
    assertThat(without.dropped()).isEqualTo(2);
  }

  /** All channels of the select must be free, and the losing cases gone, when the hook runs. */
  @ParameterizedTest
  @EnumSource
  void hookRunsWithoutLocksAndBeforeTheBody(Dropping kind) throws Exception {
    Channel<Integer> other = Channel.buffered(1);
    var events = new ArrayList<String>();
    var channels = new ArrayList<Channel<Integer>>();
    Channel<Integer> channel =
        kind.open(
            Channel.onUndelivered(value -> {
              events.add("hook " + value + " on " + Thread.currentThread().threadId());
              assertThat(channels.get(0).tryReceive()).isNotNull();
              assertThat(other.trySend(0)).isNotNull();
              assertThat(other.tryReceive()).isNotNull();
              try {
                assertThat(select(receive(quiet), otherwise(() -> 5))).isEqualTo(5);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }),
            1);
    channels.add(channel);
    long self = Thread.currentThread().threadId();
    for (boolean inOrder : List.of(false, true)) {
      channel.trySend(1);
      events.clear();
      List<Case<Boolean>> cases =
          List.of(
              receive(other, v -> false),
              send(channel, 2, () -> events.add("body")),
              receive(quiet, v -> false));
      assertThat(inOrder ? selectFirst(cases) : select(cases)).isTrue();
      assertThat(events).containsExactly("hook " + kind.victim(1, 2) + " on " + self, "body");
      assertThat(channel.length()).isZero();
    }
  }

  @Test
  void whatTheHookThrowsDoesNotDisturbTheSelect() throws Exception {
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  throw new IllegalArgumentException("planted " + value);
                })
            .sliding(1);
    var reported = Collections.synchronizedList(new ArrayList<String>());
    Go.onUncaught((goroutine, failure) -> reported.add(failure.getMessage()));
    Crew.run(crew ->
        crew.go(() -> {
          for (int i = 0; i < 4; i++) {
            int value = i;
            assertThat(select(send(channel, value), receive(quiet))).isEqualTo(value);
          }
          assertThat(channel.receive()).isEqualTo(3);
        }));
    assertThat(reported).containsExactly("planted 0", "planted 1", "planted 2");
  }

  @Test
  void waitingSelectsSeeTheEndOfADiscardAndKeepTheirValues() throws Exception {
    Channel<Integer> full = Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
    Channel<Integer> empty = Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
    full.send(1);
    Crew.run(crew -> {
      Thread sender =
          crew.go(() -> {
            try {
              Integer sent = select(send(full, 2), receive(quiet));
              throw new AssertionError("sent " + sent);
            } catch (ChannelClosedException e) {
              assertThat(e.value()).isEqualTo(2);
            }
          });
      Thread receiver =
          crew.go(() ->
              assertThat(Select.<Integer>select(receive(empty, v -> v, () -> -1), receive(quiet)))
                  .isEqualTo(-1));
      Crew.awaitSelecting(sender);
      Crew.awaitSelecting(receiver);
      assertThat(full.discard()).isEqualTo(1);
      assertThat(empty.discard()).isZero();
    });
    assertThat(undelivered).containsExactly(1);
  }
}
