package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import dev.csp.testing.Harness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Random scripts by one thread, step by step against a model; and storms of random shapes. */
class ChannelProperties {
  /** What one step does. */
  enum Op {
    TRY_SEND,
    SEND_WITHOUT_WAITING,
    SEND_IF_ROOM,
    TRY_RECEIVE,
    RECEIVE_WITHOUT_WAITING,
    RECEIVE_IF_READY,
    CLOSE,
    CLOSE_WITH_CAUSE,
    DISCARD,
    DISCARD_WITH_CAUSE
  }

  /** The kinds. */
  enum Flavour {
    BUFFERED,
    UNLIMITED,
    SLIDING,
    DROPPING;

    <T> Channel<T> open(ChannelBuilder<T> builder, int capacity) {
      return switch (this) {
        case BUFFERED -> builder.buffered(capacity);
        case UNLIMITED -> builder.unlimited();
        case SLIDING -> builder.sliding(Math.max(1, capacity));
        case DROPPING -> builder.dropping(Math.max(1, capacity));
      };
    }
  }

  /** The specification, for one thread. */
  private static final class Model {
    final Flavour flavour;
    final int capacity;
    final Deque<Integer> values = new ArrayDeque<>();
    boolean closed;
    Optional<Throwable> cause = Optional.empty();
    long dropped;
    final List<Integer> undelivered = new ArrayList<>();
    long sent;
    long received;

    Model(Flavour flavour, int capacity) {
      this.flavour = flavour;
      this.capacity =
          switch (flavour) {
            case BUFFERED -> capacity;
            case UNLIMITED -> Integer.MAX_VALUE;
            default -> Math.max(1, capacity);
          };
    }

    Sent send(int value) {
      if (closed) {
        return Sent.CLOSED;
      }
      if (values.size() == capacity) {
        switch (flavour) {
          case SLIDING -> undelivered.add(values.poll());
          case DROPPING -> undelivered.add(value);
          default -> {
            return Sent.FULL;
          }
        }
        dropped++;
      }
      if (values.size() < capacity) {
        values.add(value);
      }
      sent++;
      return Sent.SENT;
    }

    Received<Integer> receive() {
      Integer value = values.poll();
      if (value != null) {
        received++;
        return new Received.Value<>(value);
      }
      return closed ? new Received.Closed<>(cause) : new Received.Empty<>();
    }

    void close(Throwable why) {
      if (!closed) {
        closed = true;
        cause = Optional.ofNullable(why);
      }
    }

    int discard(Throwable why) {
      close(why);
      int given = values.size();
      undelivered.addAll(values);
      values.clear();
      return given;
    }
  }

  /** Sends are more frequent than closes, or all channels would be closed most of the time. */
  @Provide
  Arbitrary<List<Op>> scripts() {
    return Arbitraries.frequency(
            Tuple.of(12, Op.TRY_SEND),
            Tuple.of(8, Op.SEND_WITHOUT_WAITING),
            Tuple.of(8, Op.SEND_IF_ROOM),
            Tuple.of(10, Op.TRY_RECEIVE),
            Tuple.of(6, Op.RECEIVE_WITHOUT_WAITING),
            Tuple.of(6, Op.RECEIVE_IF_READY),
            Tuple.of(1, Op.CLOSE),
            Tuple.of(1, Op.CLOSE_WITH_CAUSE),
            Tuple.of(1, Op.DISCARD),
            Tuple.of(1, Op.DISCARD_WITH_CAUSE))
        .list()
        .ofMaxSize(150);
  }

  @Property(tries = 1500)
  void scriptDoesWhatTheModelDoes(
      @ForAll Flavour flavour,
      @ForAll @IntRange(max = 40) int capacity,
      @ForAll("scripts") List<Op> script)
      throws InterruptedException {
    List<Integer> undelivered = new ArrayList<>();
    Channel<Integer> channel = flavour.open(Channel.onUndelivered(undelivered::add), capacity);
    Model model = new Model(flavour, capacity);
    int next = 0;
    for (Op op : script) {
      switch (op) {
        case TRY_SEND -> {
          assertThat(channel.trySend(next)).isEqualTo(model.send(next));
          next++;
        }
        case SEND_WITHOUT_WAITING -> {
          Sent expected = model.send(next);
          try {
            assertThat(channel.send(next, Duration.ZERO)).isEqualTo(expected == Sent.SENT);
            assertThat(expected).isNotEqualTo(Sent.CLOSED);
          } catch (ChannelClosedException e) {
            assertThat(expected).isEqualTo(Sent.CLOSED);
            assertThat(e.value()).isEqualTo(next);
            assertThat(Optional.ofNullable(e.getCause())).isEqualTo(model.cause);
          }
          next++;
        }
        case SEND_IF_ROOM -> {
          boolean waits =
              !model.closed && flavour == Flavour.BUFFERED && model.values.size() == model.capacity;
          if (!waits) {
            Sent expected = model.send(next);
            try {
              channel.send(next);
              assertThat(expected).isEqualTo(Sent.SENT);
            } catch (ChannelClosedException e) {
              assertThat(expected).isEqualTo(Sent.CLOSED);
            }
            next++;
          }
        }
        case TRY_RECEIVE -> assertThat(channel.tryReceive()).isEqualTo(model.receive());
        case RECEIVE_WITHOUT_WAITING ->
            assertThat(channel.receive(Duration.ofNanos(-1))).isEqualTo(model.receive());
        case RECEIVE_IF_READY -> {
          if (model.closed || !model.values.isEmpty()) {
            assertThat(channel.receiveOrClosed()).isEqualTo(model.receive());
          }
        }
        case CLOSE -> {
          channel.close();
          model.close(null);
        }
        case CLOSE_WITH_CAUSE -> {
          var cause = new IOException("planted");
          channel.close(cause);
          model.close(cause);
        }
        case DISCARD -> assertThat(channel.discard()).isEqualTo(model.discard(null));
        case DISCARD_WITH_CAUSE -> {
          var cause = new IOException("planted");
          assertThat(channel.discard(cause)).isEqualTo(model.discard(cause));
        }
      }
      assertThat(channel.length()).isEqualTo(model.values.size());
      assertThat(channel.capacity()).isEqualTo(model.capacity);
      assertThat(channel.isClosed()).isEqualTo(model.closed);
      assertThat(channel.dropped()).isEqualTo(model.dropped);
      assertThat(undelivered).isEqualTo(model.undelivered);
      assertThat(model.received + channel.length() + undelivered.size())
          .as("received + buffered + undelivered")
          .isEqualTo(model.sent);
    }
    channel.close();
    assertThat(channel.tryReceive() instanceof Received.Empty).isFalse();
  }

  @Property(tries = 40)
  void concurrentAccountsBalance(
      @ForAll Flavour flavour,
      @ForAll @IntRange(max = 20) int capacity,
      @ForAll @IntRange(min = 12, max = 600) int operations,
      @ForAll Storm.End end,
      @ForAll long seed) {
    Channel<Long> channel =
        new Storm(builder -> flavour.open(builder, capacity), operations, seed, end).run();
    assertThat(channel.isClosed()).isTrue();
  }

  private int goroutinesBefore;

  @BeforeTry
  void countGoroutines() {
    goroutinesBefore = Go.count();
  }

  @AfterTry
  void leaveNoGoroutine() {
    Harness.await("no goroutine is left", () -> Go.count() == goroutinesBefore);
  }
}
