package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.onTimeout;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static dev.csp.select.Select.send;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.select.Select;
import dev.csp.select.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The page on select. */
final class Selects {
  private Selects() {}

  // @start region="events"
  sealed interface Event {
    record Order(String dish) implements Event {}

    record Tick(Instant at) implements Event {}

    record ClosingTime() implements Event {}
  }

  // @end

  static List<String> serve(
      ReceiveChannel<String> orders, ReceiveChannel<Instant> ticks, ReceiveChannel<Void> closing)
      throws InterruptedException {
    List<String> served = new ArrayList<>();
    // @start region="loop"
    boolean open = true;
    while (open) {
      Event event =
          select(
              receive(orders, Event.Order::new),
              receive(ticks, Event.Tick::new),
              done(closing, Event.ClosingTime::new));
      switch (event) {
        case Event.Order(String dish) -> served.add(dish);
        case Event.Tick(Instant at) -> System.out.println(at + ": " + served.size() + " served");
        case Event.ClosingTime() -> open = false;
      }
    }
    // @end
    return served;
  }

  static String firstOf(ReceiveChannel<String> near, ReceiveChannel<String> far)
      throws InterruptedException {
    // @start region="expression"
    String answer =
        select(
            receive(near),
            receive(far, text -> text + ", from afar"),
            after(Duration.ofMillis(20), () -> "nobody answers"));
    // @end
    return answer;
  }

  static void printOne(ReceiveChannel<String> news) throws InterruptedException {
    // @start region="statement"
    Select.run(
        onReceive(news, text -> System.out.println(text)),
        onTimeout(Duration.ofMillis(20), () -> System.out.println("no news")));
    // @end
  }

  static String pass(SendChannel<String> window, SendChannel<String> shelf, String dish)
      throws InterruptedException {
    // @start region="send"
    String where =
        select(
            send(window, dish, () -> "window"),
            send(shelf, dish, () -> "shelf"),
            otherwise(() -> "nowhere")); // if neither has room now
    // @end
    return where;
  }

  // @start region="queue"
  sealed interface Step {
    record In(String value) implements Step {}

    record Out() implements Step {}

    record End() implements Step {}
  }

  /** Passes values on, as many as come, in a list of its own while nobody wants them. */
  static void queue(ReceiveChannel<String> in, SendChannel<String> out)
      throws InterruptedException {
    Deque<String> waiting = new ArrayDeque<>();
    boolean more = true;
    while (more || !waiting.isEmpty()) {
      Step step =
          select(
              receive(in, Step.In::new, Step.End::new).when(more),
              send(waiting.isEmpty() ? null : out, waiting.peek(), Step.Out::new));
      switch (step) {
        case Step.In(String value) -> waiting.add(value);
        case Step.Out() -> waiting.remove();
        case Step.End() -> more = false;
      }
    }
    out.close();
  }

  // @end

  static String stopFirst(ReceiveChannel<Void> stop, ReceiveChannel<String> jobs)
      throws InterruptedException {
    // @start region="first"
    String what =
        selectFirst( // in the order of the list, where select would choose at random
            done(stop, () -> "stop"), receive(jobs, job -> "job " + job));
    // @end
    return what;
  }

  static long copy(ReceiveChannel<Integer> in, SendChannel<Integer> out)
      throws InterruptedException {
    // @start region="selector"
    Selector selector = new Selector();
    Selector.Receive<Integer> input = selector.receive(in).dropWhenClosed();
    Selector.Send<Integer> output = selector.send(out);
    long copied = 0;
    for (var won = selector.select(); won != null; won = selector.select()) {
      if (won == input) {
        output.offer(input.value());
        input.enable(false); // one value at a time
      } else if (won == output) {
        copied++;
        input.enable(true);
      }
    }
    // @end
    return copied;
  }

  static Channel<String> holding(String... values) throws InterruptedException {
    Channel<String> channel = Channel.buffered(values.length);
    for (String value : values) {
      channel.send(value);
    }
    return channel;
  }
}
