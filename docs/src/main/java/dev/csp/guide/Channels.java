package dev.csp.guide;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.channels.Undelivered;
import dev.csp.go.Go;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The page on channels. */
final class Channels {
  private Channels() {}

  static String handOver() throws InterruptedException {
    // @start region="hand-over"
    Channel<String> letters = Channel.unbuffered();
    Go.go(() -> letters.send("how are you?"));
    String letter = letters.receive(); // waits for the sender, as the sender waits for us
    // @end
    return letter;
  }

  static List<Sent> buffered() throws InterruptedException {
    // @start region="buffered"
    Channel<Integer> numbers = Channel.buffered(2);
    numbers.send(1); // there is room
    numbers.send(2); // and room again
    Sent third = numbers.trySend(3); // FULL; a send would wait until somebody receives
    numbers.receive();
    Sent fourth = numbers.trySend(4); // SENT
    // @end
    return List.of(third, fourth);
  }

  // @start region="ends"
  static void count(int n, SendChannel<Integer> out) throws InterruptedException {
    try (out) { // the sender closes, behind its last value
      for (int i = 1; i <= n; i++) {
        out.send(i);
      }
    }
  }

  static int sum(ReceiveChannel<Integer> in) {
    int sum = 0;
    for (int number : in) { // until the channel is closed and drained
      sum += number;
    }
    return sum;
  }

  // @end

  static int countAndSum(int n) {
    // @start region="both-ends"
    Channel<Integer> numbers = Channel.buffered(16);
    Go.go(() -> count(n, numbers));
    int sum = sum(numbers);
    // @end
    return sum;
  }

  static String next(ReceiveChannel<String> jobs) throws InterruptedException {
    // @start region="outcome"
    return switch (jobs.receive(Duration.ofMillis(10))) {
      case Received.Value<String>(String job) -> "work on " + job;
      case Received.Empty<String>() -> "nothing to do for a while";
      case Received.Closed<String>(var cause) ->
          "no more jobs" + cause.map(thrown -> ": " + thrown.getMessage()).orElse("");
    };
    // @end
  }

  static Channel<String> failed() throws InterruptedException {
    // @start region="cause"
    Channel<String> lines = Channel.buffered(8);
    lines.send("first");
    lines.close(new IOException("disk full")); // receivers get "first", and then the cause
    // @end
    return lines;
  }

  static void waitingRoom(Iterable<? extends AutoCloseable> visitors) throws InterruptedException {
    // @start region="hook"
    Channel<AutoCloseable> waiting =
        Channel.<AutoCloseable>onUndelivered(Undelivered.closing()).sliding(2);
    for (AutoCloseable visitor : visitors) {
      waiting.send(visitor); // never waits; the one who has waited longest is closed instead
    }
    waiting.discard(); // closes the channel, and those who still wait in it
    // @end
  }
}
