package dev.csp.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Random scripts by one thread, step by step against a model; and storms. */
class BroadcastProperties {
  enum Op {
    SUBSCRIBE,
    PUBLISH,
    RECEIVE,
    LEAVE
  }

  /** One step; the numbers choose among what there is. */
  record Step(Op op, int which, WhenFull whenFull, int capacity, int replay) {}

  @Provide
  Arbitrary<List<Step>> scripts() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(2, Op.SUBSCRIBE),
                Tuple.of(6, Op.PUBLISH),
                Tuple.of(4, Op.RECEIVE),
                Tuple.of(1, Op.LEAVE)),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.of(WhenFull.class),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  /** What a subscription ought to be. */
  private static final class Model {
    final Subscription<Integer> subscription;
    final List<Integer> reported;
    final WhenFull whenFull;
    final int capacity;
    final Deque<Integer> buffer = new ArrayDeque<>();
    final List<Integer> undelivered = new ArrayList<>();
    long sent;
    boolean gone;
    boolean owed;

    Model(
        Subscription<Integer> subscription,
        List<Integer> reported,
        WhenFull whenFull,
        int capacity) {
      this.subscription = subscription;
      this.reported = reported;
      this.whenFull = whenFull;
      this.capacity = capacity;
    }

    void offer(int value) {
      if (gone) {
        return;
      }
      if (buffer.size() < capacity) {
        sent++;
        buffer.add(value);
        return;
      }
      switch (whenFull) {
        case WAIT -> owed = true;
        case DROP_OLDEST -> {
          sent++;
          undelivered.add(buffer.remove());
          buffer.add(value);
        }
        case DROP_NEWEST -> {
          sent++;
          undelivered.add(value);
        }
        case DISCONNECT -> {
          sent++;
          undelivered.add(value);
          gone = true;
        }
      }
    }

    /** Closed by its owner: what it holds, and what is on its way, is given up. */
    void leave(int inFlight) {
      undelivered.addAll(buffer);
      buffer.clear();
      if (owed) {
        sent++;
        undelivered.add(inFlight);
        owed = false;
      }
      gone = true;
    }

    void check() {
      // In order, but for the copy in flight, which the hub gives up while the leaver does the
      // rest.
      assertThat(List.copyOf(reported)).containsExactlyInAnyOrderElementsOf(undelivered);
      assertThat(subscription.counts())
          .isEqualTo(new Subscription.Counts(sent, buffer.size(), undelivered.size()));
      assertThat(subscription.counts().received() + buffer.size() + undelivered.size())
          .isEqualTo(sent);
    }
  }

  @Property(tries = 300)
  void hubDoesWhatTheModelDoes(
      @ForAll("scripts") List<Step> script, @ForAll @IntRange(max = 3) int history)
      throws InterruptedException {
    List<Model> models = new ArrayList<>();
    Deque<Integer> last = new ArrayDeque<>();
    int next = 0;
    try (var hub = new Broadcast<Integer>(Context.background(), "hub", history)) {
      for (Step step : script) {
        int inFlight = next - 1;
        switch (step.op) {
          case SUBSCRIBE -> {
            int replay = Math.min(Math.min(step.replay, history), step.capacity);
            List<Integer> reported = Collections.synchronizedList(new ArrayList<>());
            Subscription<Integer> subscription =
                hub.subscriber()
                    .replay(replay)
                    .onUndelivered(reported::add)
                    .subscribe(step.whenFull, step.capacity);
            Model model = new Model(subscription, reported, step.whenFull, step.capacity);
            last.stream().skip(Math.max(0, last.size() - replay)).forEach(model::offer);
            models.add(model);
          }
          case PUBLISH -> {
            if (models.stream().anyMatch(model -> model.owed)) {
              assertThat(hub.input().send(next, Duration.ZERO)).isFalse();
            } else {
              hub.publish(next);
              for (Model model : models) {
                model.offer(next);
              }
              last.add(next++);
              if (last.size() > history) {
                last.remove();
              }
            }
          }
          case RECEIVE -> {
            if (!models.isEmpty()) {
              receive(models.get(step.which % models.size()), inFlight);
            }
          }
          case LEAVE -> {
            if (!models.isEmpty()) {
              Model model = models.get(step.which % models.size());
              model.subscription.close();
              model.leave(inFlight);
              // The hub has seen it when there is nothing more in flight for it.
              Crew.until("given up", () -> model.subscription.counts().sent() == model.sent);
            }
          }
        }
        BroadcastTest.settle(hub);
        models.forEach(Model::check);
      }
    }
    for (Model model : models) {
      model.subscription.close();
      model.leave(next - 1);
      model.check();
    }
  }

  private static void receive(Model model, int inFlight) {
    Integer expected = model.buffer.poll();
    Received<Integer> received = model.subscription.channel().tryReceive();
    if (expected != null) {
      assertThat(received).isEqualTo(new Received.Value<>(expected));
      if (model.owed) { // the kernel has moved it up in the same step
        model.owed = false;
        model.sent++;
        model.buffer.add(inFlight);
        Crew.until("counted", () -> model.subscription.counts().sent() == model.sent);
      }
    } else if (model.gone) {
      assertThat(received).isInstanceOf(Received.Closed.class);
    } else {
      assertThat(received).isEqualTo(new Received.Empty<>());
    }
  }

  /**
   * Publishers, and subscribers of every kind that come, receive for a while and leave, until the
   * hub is ended in one of the ways. Then each subscription's copies are accounted for, each once;
   * all have seen the values in the same order; and those that the hub waits for, without a gap.
   */
  @Property(tries = 30)
  void storm(
      @ForAll @IntRange(min = 1, max = 3) int publishers,
      @ForAll @IntRange(min = 1, max = 6) int subscribers,
      @ForAll @IntRange(max = 2) int ending,
      @ForAll long seed)
      throws Exception {
    int values = Crew.times(200);
    AtomicInteger next = new AtomicInteger();
    var hub = new Broadcast<Integer>(Context.background(), "storm", 4);
    var random = new SplittableRandom(seed);
    Subscription<Integer> witness = hub.subscribe(WhenFull.WAIT, values * publishers);
    var visits = new ConcurrentLinkedQueue<Visit>();
    try (var crew = new Crew()) {
      for (int p = 0; p < publishers; p++) {
        crew.go(() -> {
          try {
            for (int i = 0; i < values; i++) {
              hub.publish(next.incrementAndGet());
            }
          } catch (ChannelClosedException e) {
            assertThat(hub.input().isClosed()).isTrue();
          }
        });
      }
      for (int s = 0; s < subscribers; s++) {
        SplittableRandom mine = random.split();
        crew.go(() -> {
          while (!hub.input().isClosed()) {
            visits.add(visit(hub, mine));
          }
        });
      }
      long until = random.nextLong((long) values * publishers);
      Crew.until("enough was published", () -> hub.published() >= until);
      switch (ending) {
        case 0 -> hub.close();
        case 1 -> hub.close(new IllegalStateException("planted"));
        default -> hub.input().close();
      }
    }
    hub.close();
    List<Integer> order = received(witness);
    assertThat(hub.published()).isEqualTo(order.size());
    for (Visit visit : visits) {
      int place = -1;
      for (int value : visit.received) {
        int later = order.indexOf(value);
        assertThat(later).as("order at %s", visit.whenFull).isGreaterThan(place);
        if (place >= 0
            && (visit.whenFull == WhenFull.WAIT || visit.whenFull == WhenFull.DISCONNECT)) {
          assertThat(later).as("gap at %s", visit.whenFull).isEqualTo(place + 1);
        }
        place = later;
      }
    }
  }

  private static final List<WhenFull> KINDS = List.of(WhenFull.values());

  /** What one subscription has received. */
  private record Visit(WhenFull whenFull, List<Integer> received) {}

  private static Visit visit(Broadcast<Integer> hub, SplittableRandom random)
      throws InterruptedException {
    var undelivered = new ConcurrentLinkedQueue<Integer>();
    WhenFull whenFull = KINDS.get(random.nextInt(KINDS.size()));
    int capacity = random.nextInt(whenFull == WhenFull.WAIT ? 0 : 1, 5);
    Subscription<Integer> subscription =
        hub.subscriber()
            .replay(Math.min(capacity, random.nextInt(5)))
            .onUndelivered(undelivered::add)
            .subscribe(whenFull, capacity);
    List<Integer> received = new ArrayList<>();
    boolean open = true;
    for (int i = random.nextInt(100); open && i > 0; i--) {
      switch (subscription.channel().receive(Duration.ofMillis(20))) {
        case Received.Value<Integer>(var value) -> received.add(value);
        case Received.Empty<Integer>() -> {}
        case Received.Closed<Integer> end -> open = false;
      }
    }
    subscription.close();
    // The copy in flight may be given up a moment later.
    Crew.until(
        "the books of " + subscription + " balance: " + subscription.counts(),
        () -> subscription.counts().sent() == received.size() + undelivered.size());
    assertThat(undelivered).doesNotHaveDuplicates();
    assertThat(Collections.disjoint(undelivered, received)).isTrue();
    return new Visit(whenFull, received);
  }

  private static List<Integer> received(Subscription<Integer> ended) {
    List<Integer> values = new ArrayList<>();
    while (ended.channel().tryReceive() instanceof Received.Value<Integer>(var value)) {
      values.add(value);
    }
    return values;
  }

  private int before;

  @BeforeTry
  void countGoroutines() {
    before = Go.count();
  }

  @AfterTry
  void leaveNoGoroutine() {
    Crew.until("no goroutine is left", () -> Go.count() == before);
  }
}
