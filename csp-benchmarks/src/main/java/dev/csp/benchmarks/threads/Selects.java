package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;
import static dev.csp.benchmarks.peers.Tokens.check;

import java.util.ArrayList;
import java.util.List;

/** Goroutines that wait for more than one channel. */
final class Selects {
  private Selects() {}

  static void receive(Kit kit, int cases, int valuesEach, int capacity)
      throws InterruptedException {
    var pipes = new ArrayList<Pipe>();
    var crew = new Crew(kit);
    for (int i = 0; i < cases; i++) {
      Pipe pipe = kit.pipe(capacity);
      pipes.add(pipe);
      crew.start(() -> Pairs.send(pipe, valuesEach));
    }
    Choice any = kit.receiveAny(pipes);
    crew.start(() -> repeat(any, cases * valuesEach));
    crew.join();
  }

  static void wide(Kit kit, int cases, int values) throws InterruptedException {
    var pipes = new ArrayList<Pipe>();
    for (int i = 0; i < cases; i++) {
      pipes.add(kit.pipe(0));
    }
    Pipe busy = pipes.get(cases / 2);
    Choice any = kit.receiveAny(pipes);
    var crew = new Crew(kit);
    crew.start(() -> Pairs.send(busy, values));
    crew.start(() -> repeat(any, values));
    crew.join();
  }

  static void withDoneAndTimer(Kit kit, int values, int capacity) throws InterruptedException {
    Pipe pipe = kit.pipe(capacity);
    Pipe done = kit.pipe(0);
    Choice send = kit.sendUnlessDone(pipe, done);
    Choice receive = kit.receiveUnlessDone(pipe, done);
    var crew = new Crew(kit);
    crew.start(() -> repeat(send, values));
    crew.start(() -> repeat(receive, values));
    crew.join();
  }

  static void bothWays(Kit kit, int perSide, int selectsEach) throws InterruptedException {
    Pipe there = kit.sharedPipe(0);
    Pipe back = kit.sharedPipe(0);
    var crew = new Crew(kit);
    for (int i = 0; i < perSide; i++) {
      Choice left = kit.sendOrReceive(there, back);
      Choice right = kit.sendOrReceive(back, there);
      crew.start(() -> repeat(left, selectsEach));
      crew.start(() -> repeat(right, selectsEach));
    }
    crew.join();
  }

  static void popular(Kit kit, int receivers, int rounds) throws InterruptedException {
    Pipe popular = kit.sharedPipe(0);
    var crew = new Crew(kit);
    var own = new Pipe[receivers];
    for (int i = 0; i < receivers; i++) {
      own[i] = kit.pipe(0);
      Choice any = kit.receiveAny(List.of(popular, own[i]));
      crew.start(() -> repeat(any, rounds));
    }
    crew.start(() -> {
      for (int round = 0; round < rounds; round++) {
        for (Pipe pipe : own) {
          pipe.put(TOKEN);
        }
      }
    });
    crew.join();
  }

  private static void repeat(Choice choice, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      check(choice.make());
    }
  }
}
