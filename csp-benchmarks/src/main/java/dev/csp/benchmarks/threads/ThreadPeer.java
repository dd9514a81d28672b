package dev.csp.benchmarks.threads;

import dev.csp.benchmarks.peers.Chain;
import dev.csp.benchmarks.peers.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A contender that runs on threads: the workloads of this package with the kit of the contender.
 */
class ThreadPeer implements Peer {
  private final Kit kit;
  private @Nullable Fan fan;

  ThreadPeer(Kit kit) {
    this.kit = kit;
  }

  @Override
  public final void pair(int values, int capacity) throws InterruptedException {
    Pairs.pair(kit, values, capacity);
  }

  @Override
  public final void pingPong(int roundTrips) throws InterruptedException {
    Pairs.pingPong(kit, roundTrips);
  }

  @Override
  public final void crowd(int perSide, int valuesEach, int capacity) throws InterruptedException {
    Pairs.crowd(kit, perSide, valuesEach, capacity);
  }

  @Override
  public final Chain chain(int length) {
    return new StandingChain(kit, length);
  }

  @Override
  public final int sieve(int last) throws InterruptedException {
    return Sieve.run(kit, last);
  }

  @Override
  public final long fan(int workers, int jobs, int capacity) throws InterruptedException {
    if (fan == null || fan.size() != jobs) {
      fan = new Fan(jobs);
    }
    return fan.run(kit, workers, capacity);
  }

  @Override
  public final void selectReceive(int cases, int valuesEach, int capacity)
      throws InterruptedException {
    Selects.receive(kit, cases, valuesEach, capacity);
  }

  @Override
  public final void selectWithDoneAndTimer(int values, int capacity) throws InterruptedException {
    Selects.withDoneAndTimer(kit, values, capacity);
  }

  @Override
  public final void selectBothWays(int perSide, int selectsEach) throws InterruptedException {
    Selects.bothWays(kit, perSide, selectsEach);
  }

  @Override
  public final void selectPopular(int receivers, int rounds) throws InterruptedException {
    Selects.popular(kit, receivers, rounds);
  }

  @Override
  public final void trySend(int times, int capacity) {
    Tries.send(kit, times, capacity);
  }

  @Override
  public final void tryReceive(int times, int capacity) {
    Tries.receive(kit, times, capacity);
  }

  @Override
  public final void makeChannels(Object[] channels, int capacity) {
    for (int i = 0; i < channels.length; i++) {
      channels[i] = kit.channel(capacity);
    }
  }
}
