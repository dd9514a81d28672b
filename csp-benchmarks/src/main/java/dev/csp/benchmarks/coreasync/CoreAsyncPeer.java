package dev.csp.benchmarks.coreasync;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import dev.csp.benchmarks.peers.Chain;
import dev.csp.benchmarks.peers.Jobs;
import dev.csp.benchmarks.peers.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Clojure's core.async: go blocks, on as many threads as the others have carriers. The build
 * compiles the namespace, so that a fork only loads it.
 */
public final class CoreAsyncPeer implements Peer {
  private static final String NAMESPACE = "dev.csp.benchmarks.coreasync.workloads";

  private Jobs.Job @Nullable [] jobs;

  /** Loads the namespace. */
  public CoreAsyncPeer() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    System.setProperty("dev.csp.benchmarks.coreasync.threads", Integer.toString(carriers));
    System.setProperty(
        "clojure.core.async.executor-factory", "dev.csp.benchmarks.coreasync.executors/factory");
    Clojure.var("clojure.core", "require").invoke(Clojure.read(NAMESPACE));
  }

  private static IFn function(String name) {
    return Clojure.var(NAMESPACE, name);
  }

  @Override
  public void pair(int values, int capacity) {
    function("pair").invoke(values, capacity);
  }

  @Override
  public void pingPong(int roundTrips) {
    function("ping-pong").invoke(roundTrips);
  }

  @Override
  public void crowd(int perSide, int valuesEach, int capacity) {
    function("crowd").invoke(perSide, valuesEach, capacity);
  }

  @Override
  public Chain chain(int length) {
    return (Chain) function("chain").invoke(length);
  }

  @Override
  public int sieve(int last) {
    return ((Number) function("sieve").invoke(last)).intValue();
  }

  @Override
  public long fan(int workers, int count, int capacity) {
    if (jobs == null || jobs.length != count) {
      jobs = Jobs.make(count);
    }
    return ((Number) function("fan").invoke(workers, jobs, capacity)).longValue();
  }

  @Override
  public void selectReceive(int cases, int valuesEach, int capacity) {
    function("select-receive").invoke(cases, valuesEach, capacity);
  }

  @Override
  public void selectWithDoneAndTimer(int values, int capacity) {
    function("select-with-done-and-timer").invoke(values, capacity);
  }

  @Override
  public void selectBothWays(int perSide, int selectsEach) {
    function("select-both-ways").invoke(perSide, selectsEach);
  }

  @Override
  public void selectPopular(int receivers, int rounds) {
    function("select-popular").invoke(receivers, rounds);
  }

  @Override
  public void trySend(int times, int capacity) {
    function("try-send").invoke(times, capacity);
  }

  @Override
  public void tryReceive(int times, int capacity) {
    function("try-receive").invoke(times, capacity);
  }

  @Override
  public void makeChannels(Object[] channels, int capacity) {
    function("make-channels").invoke(channels, capacity);
  }

  @Override
  public void startAndJoin(int goroutines) {
    function("start-and-join").invoke(goroutines);
  }
}
