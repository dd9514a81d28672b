package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Scripts of selects that do not wait, against a model of queues: exactly one effect, and a legal
 * one. Left out: partners (the model has one thread; the storms have them) and chance (the
 * conformance test counts).
 */
final class SelectProperties {
  enum Kind {
    UNBUFFERED,
    BUFFERED,
    UNLIMITED,
    SLIDING,
    DROPPING,
    NEVER,
    NULL
  }

  enum Form {
    OTHERWISE,
    FIRST_OTHERWISE,
    AFTER_NOTHING,
    SELECTOR,
    SELECTOR_FIRST
  }

  /** One case. The condition is switched off if disabled. */
  record Spec(int channel, boolean send, boolean enabled) {}

  /** A plain operation, then a select. */
  record Step(int channel, int plain, Form form, List<Spec> cases) {}

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Integer> channel = Arbitraries.integers().between(0, 4);
    Arbitrary<Spec> spec =
        Combinators.combine(channel, Arbitraries.of(true, false), Arbitraries.of(true, true, false))
            .as(Spec::new);
    return Combinators.combine(
            channel,
            Arbitraries.frequency(
                Tuple.of(5, 0), // nothing
                Tuple.of(5, 1), // send
                Tuple.of(5, 2), // receive
                Tuple.of(1, 3), // close
                Tuple.of(1, 4)), // discard
            Arbitraries.of(Form.class),
            spec.list().ofMinSize(1).ofMaxSize(6))
        .as(Step::new);
  }

  /** What a channel ought to be. */
  private static final class Model {
    final Kind kind;
    final int capacity;
    final Channel<Integer> channel;
    final Deque<Integer> values = new ArrayDeque<>();
    final List<Integer> undelivered = new ArrayList<>();
    final List<Integer> reported = new ArrayList<>();
    boolean closed;

    Model(Kind kind, int capacity) {
      this.kind = kind;
      this.capacity = kind == Kind.UNLIMITED ? Integer.MAX_VALUE : capacity;
      ChannelBuilder<Integer> builder = Channel.onUndelivered(reported::add);
      this.channel =
          switch (kind) {
            case UNBUFFERED -> builder.unbuffered();
            case BUFFERED -> builder.buffered(capacity);
            case UNLIMITED -> builder.unlimited();
            case SLIDING -> builder.sliding(capacity);
            case DROPPING -> builder.dropping(capacity);
            case NEVER, NULL -> null;
          };
    }

    ReceiveChannel<Integer> in() {
      return kind == Kind.NEVER ? Channel.never() : channel;
    }

    SendChannel<Integer> out() {
      return channel;
    }

    boolean isReady(boolean send) {
      if (channel == null) {
        return false;
      }
      if (!send) {
        return closed || !values.isEmpty();
      }
      return switch (kind) {
        case UNBUFFERED -> closed;
        case BUFFERED -> closed || values.size() < capacity;
        default -> true;
      };
    }

    void send(int value) {
      if (values.size() < capacity) {
        values.add(value);
      } else if (kind == Kind.SLIDING) {
        undelivered.add(values.remove());
        values.add(value);
      } else if (kind == Kind.DROPPING) {
        undelivered.add(value);
      }
    }

    void check() {
      if (channel != null) {
        assertThat(channel.length()).isEqualTo(values.size());
        assertThat(channel.isClosed()).isEqualTo(closed);
        assertThat(reported).isEqualTo(undelivered);
      }
    }
  }

  @Property(tries = 1500)
  void aSelectHasExactlyOneEffectAndALegalOne(
      @ForAll @Size(5) List<Kind> kinds,
      @ForAll @IntRange(min = 1, max = 3) int capacity,
      @ForAll("scripts") List<Step> script)
      throws InterruptedException {
    List<Model> models = kinds.stream().map(kind -> new Model(kind, capacity)).toList();
    int next = 0;
    for (Step step : script) {
      plain(models.get(step.channel), step.plain, next++);
      int first = next;
      next += step.cases.size();
      List<Integer> ready = new ArrayList<>();
      for (int i = 0; i < step.cases.size(); i++) {
        Spec spec = step.cases.get(i);
        if (spec.enabled && models.get(spec.channel).isReady(spec.send)) {
          ready.add(i);
        }
      }
      Outcome outcome = perform(models, step, first);
      if (ready.isEmpty()) {
        assertThat(outcome.chosen).as("ready: %s", ready).isEqualTo(-1);
      } else if (step.form == Form.FIRST_OTHERWISE || step.form == Form.SELECTOR_FIRST) {
        assertThat(outcome.chosen).isEqualTo(ready.get(0));
      } else {
        assertThat(ready).contains(outcome.chosen);
      }
      if (outcome.chosen >= 0) {
        Spec spec = step.cases.get(outcome.chosen);
        Model model = models.get(spec.channel);
        if (spec.send) {
          assertThat(outcome.closed).isEqualTo(model.closed);
          if (!model.closed) {
            model.send(first + outcome.chosen);
          }
        } else {
          assertThat(outcome.closed).isEqualTo(model.values.isEmpty());
          assertThat(outcome.received).isEqualTo(model.values.poll());
        }
      }
      models.forEach(Model::check);
    }
    // What is left is in order, too.
    for (Model model : models) {
      if (model.channel != null) {
        for (Integer value : model.values) {
          assertThat(model.channel.tryReceive()).isEqualTo(new Received.Value<>(value));
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> scripts() {
    return steps().list().ofMinSize(1).ofMaxSize(30);
  }

  private static void plain(Model model, int operation, int value) {
    if (model.channel == null) {
      return;
    }
    switch (operation) {
      case 1 -> {
        Sent sent = model.channel.trySend(value);
        if (model.closed) {
          assertThat(sent).isEqualTo(Sent.CLOSED);
        } else if (model.isReady(true)) {
          assertThat(sent).isEqualTo(Sent.SENT);
          model.send(value);
        } else {
          assertThat(sent).isEqualTo(Sent.FULL);
        }
      }
      case 2 -> {
        Integer expected = model.values.poll();
        Received<Integer> received = model.channel.tryReceive();
        if (expected != null) {
          assertThat(received).isEqualTo(new Received.Value<>(expected));
        } else {
          assertThat(received)
              .isEqualTo(
                  model.closed
                      ? new Received.Closed<Integer>(Optional.empty())
                      : new Received.Empty<Integer>());
        }
      }
      case 3 -> {
        model.channel.close();
        model.closed = true;
      }
      case 4 -> {
        assertThat(model.channel.discard()).isEqualTo(model.values.size());
        model.undelivered.addAll(model.values);
        model.values.clear();
        model.closed = true;
      }
      default -> {}
    }
  }

  /** Which case, minus one for none; what was received; whether its channel was closed. */
  private record Outcome(int chosen, Integer received, boolean closed) {}

  private static final Outcome NOTHING = new Outcome(-1, null, false);

  private static Outcome perform(List<Model> models, Step step, int firstValue)
      throws InterruptedException {
    return switch (step.form) {
      case SELECTOR, SELECTOR_FIRST -> bySelector(models, step, firstValue);
      case OTHERWISE, FIRST_OTHERWISE, AFTER_NOTHING -> bySelect(models, step, firstValue);
    };
  }

  private static Outcome bySelect(List<Model> models, Step step, int firstValue)
      throws InterruptedException {
    List<Case<Outcome>> cases = new ArrayList<>();
    List<Integer> evaluated = new ArrayList<>();
    List<Integer> toEvaluate = new ArrayList<>();
    for (int i = 0; i < step.cases.size(); i++) {
      Spec spec = step.cases.get(i);
      Model model = models.get(spec.channel);
      int number = i;
      Case<Outcome> made;
      if (spec.send) {
        if (spec.enabled && model.channel != null) {
          toEvaluate.add(i);
        }
        made =
            Select.sendFrom(
                model.out(),
                () -> {
                  evaluated.add(number);
                  return firstValue + number;
                },
                () -> new Outcome(number, null, false));
      } else {
        made =
            Select.receive(
                model.in(),
                value -> new Outcome(number, value, false),
                () -> new Outcome(number, null, true));
      }
      cases.add(made.when(spec.enabled));
    }
    int place = firstValue % (cases.size() + 1);
    cases.add(
        place,
        step.form == Form.AFTER_NOTHING
            ? Select.after(Duration.ZERO, () -> NOTHING)
            : Select.otherwise(() -> NOTHING));
    try {
      return step.form == Form.FIRST_OTHERWISE ? Select.selectFirst(cases) : Select.select(cases);
    } catch (ChannelClosedException e) {
      return new Outcome((Integer) e.value() - firstValue, null, true);
    } finally {
      assertThat(evaluated).isEqualTo(toEvaluate);
    }
  }

  private static Outcome bySelector(List<Model> models, Step step, int firstValue)
      throws InterruptedException {
    Selector selector = new Selector();
    List<Selector.Case> handles = new ArrayList<>();
    for (int i = 0; i < step.cases.size(); i++) {
      Spec spec = step.cases.get(i);
      Model model = models.get(spec.channel);
      Selector.Case handle;
      if (spec.send) {
        Selector.Send<Integer> out = selector.send(model.out());
        out.offer(firstValue + i);
        handle = out;
      } else {
        handle = selector.receive(model.in());
      }
      handle.enable(spec.enabled);
      handles.add(handle);
    }
    selector.otherwise();
    try {
      Selector.Case won =
          step.form == Form.SELECTOR_FIRST ? selector.selectFirst() : selector.select();
      int chosen = handles.indexOf(won);
      return won instanceof Selector.Receive<?> in
          ? new Outcome(chosen, in.isClosed() ? null : (Integer) in.value(), in.isClosed())
          : new Outcome(chosen, null, false);
    } catch (ChannelClosedException e) {
      return new Outcome((Integer) e.value() - firstValue, null, true);
    }
  }

  @Property(tries = 12)
  void nothingIsLostOrDoubledOnAnyChannels(
      @ForAll long seed, @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 6) Integer> numbers)
      throws Exception {
    List<Function<ChannelBuilder<Long>, Channel<Long>>> kinds = new ArrayList<>();
    for (int number : numbers) {
      kinds.add(
          switch (number) {
            case 4 -> ChannelBuilder::unlimited;
            case 5 -> builder -> builder.sliding(2);
            case 6 -> builder -> builder.dropping(2);
            default -> builder -> builder.buffered(number);
          });
    }
    Storm.Counts counts = Storm.run(seed, kinds, 1_500);
    assertThat(counts.selects).isPositive();
  }
}
