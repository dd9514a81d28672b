package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;
import static dev.csp.benchmarks.peers.Tokens.check;

/** Two goroutines, and crowds of them at one channel. */
final class Pairs {
  private Pairs() {}

  static void pair(Kit kit, int values, int capacity) throws InterruptedException {
    Pipe pipe = kit.pipe(capacity);
    var crew = new Crew(kit);
    crew.start(() -> send(pipe, values));
    crew.start(() -> receive(pipe, values));
    crew.join();
  }

  static void pingPong(Kit kit, int roundTrips) throws InterruptedException {
    Pipe there = kit.pipe(0);
    Pipe back = kit.pipe(0);
    var crew = new Crew(kit);
    crew.start(() -> {
      for (int i = 0; i < roundTrips; i++) {
        there.put(TOKEN);
        check(back.take());
      }
    });
    crew.start(() -> {
      for (int i = 0; i < roundTrips; i++) {
        back.put(there.take());
      }
    });
    crew.join();
  }

  static void crowd(Kit kit, int perSide, int valuesEach, int capacity)
      throws InterruptedException {
    Pipe pipe = kit.sharedPipe(capacity);
    var crew = new Crew(kit);
    for (int i = 0; i < perSide; i++) {
      crew.start(() -> send(pipe, valuesEach));
      crew.start(() -> receive(pipe, valuesEach));
    }
    crew.join();
  }

  static void send(Pipe out, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
      out.put(TOKEN);
    }
  }

  static void receive(Pipe in, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
      check(in.take());
    }
  }
}
