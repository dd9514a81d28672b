package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.STOP;

import dev.csp.benchmarks.peers.Chain;

/** A chain whose goroutines pass on what they get until it is the stop. */
final class StandingChain implements Chain {
  private final Kit kit;
  private final Crew row;
  private final Pipe first;
  private final Pipe last;

  StandingChain(Kit kit, int length) {
    this.kit = kit;
    this.row = new Crew(kit);
    this.first = kit.pipe(0);
    Pipe in = first;
    for (int i = 0; i < length; i++) {
      Pipe from = in;
      Pipe to = kit.pipe(0);
      row.start(() -> passOn(from, to));
      in = to;
    }
    this.last = in;
  }

  private static void passOn(Pipe from, Pipe to) throws InterruptedException {
    Object value;
    do {
      value = from.take();
      to.put(value);
    } while (value != STOP);
  }

  @Override
  public void pass(int values) throws InterruptedException {
    var ends = new Crew(kit);
    ends.start(() -> Pairs.send(first, values));
    ends.start(() -> Pairs.receive(last, values));
    ends.join();
  }

  @Override
  public void end() throws InterruptedException {
    var ends = new Crew(kit);
    ends.start(() -> first.put(STOP));
    ends.start(last::take);
    ends.join();
    row.join();
  }
}
