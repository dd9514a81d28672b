package dev.csp.benchmarks.plan;

import static dev.csp.benchmarks.peers.Ability.BUFFER;
import static dev.csp.benchmarks.peers.Ability.CONTEXT;
import static dev.csp.benchmarks.peers.Ability.MAKE;
import static dev.csp.benchmarks.peers.Ability.PARK;
import static dev.csp.benchmarks.peers.Ability.RENDEZVOUS;
import static dev.csp.benchmarks.peers.Ability.SELECT;
import static dev.csp.benchmarks.peers.Ability.SELECT_SEND;
import static dev.csp.benchmarks.peers.Ability.SELECT_SHARED;
import static dev.csp.benchmarks.peers.Ability.SELECT_WIDE;
import static dev.csp.benchmarks.peers.Ability.START;
import static dev.csp.benchmarks.peers.Ability.SWITCH;
import static dev.csp.benchmarks.peers.Ability.TRY_RECEIVE;
import static dev.csp.benchmarks.peers.Ability.TRY_SEND;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.plan.Rival.BEST_QUEUE;
import static dev.csp.benchmarks.plan.Rival.GO;
import static dev.csp.benchmarks.plan.Rival.JOX;
import static dev.csp.benchmarks.plan.Rival.KOTLIN;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import dev.csp.benchmarks.peers.Ability;
import dev.csp.benchmarks.workloads.ChainBenchmark;
import dev.csp.benchmarks.workloads.ContextBenchmark;
import dev.csp.benchmarks.workloads.CreationBenchmark;
import dev.csp.benchmarks.workloads.CrowdBenchmark;
import dev.csp.benchmarks.workloads.FanBenchmark;
import dev.csp.benchmarks.workloads.PairBenchmark;
import dev.csp.benchmarks.workloads.ScaleBenchmark;
import dev.csp.benchmarks.workloads.SelectBenchmark;
import dev.csp.benchmarks.workloads.SwitchBenchmark;
import dev.csp.benchmarks.workloads.TryBenchmark;

/** All workloads, in the order of the report. */
public final class Workloads {
  /** All of them. */
  public static final ImmutableList<Workload> ALL =
      ImmutableList.<Workload>builder()
          .addAll(pairs())
          .addAll(crowds())
          .addAll(chains())
          .addAll(fans())
          .addAll(selects())
          .addAll(tries())
          .addAll(creation())
          .addAll(contexts())
          .addAll(scale())
          .addAll(floor())
          .build();

  private Workloads() {}

  private static ImmutableList<Workload> pairs() {
    var list = ImmutableList.<Workload>builder();
    list.add(
        new Maker(Family.PAIRS, "unbuffered pair", "value", PairBenchmark.class, "unbufferedPair")
            .needs(RENDEZVOUS)
            .go("pair", PairBenchmark.PAIRS, PairBenchmark.UNBUFFERED_VALUES, 0)
            .target(DEFAULT, BEST_QUEUE, 1.0)
            .target(DEFAULT, JOX, 0.5)
            .target(DEFAULT, KOTLIN, 0.7)
            .target(DEFAULT, GO, 0.8)
            .target(ONE, BEST_QUEUE, 0.9)
            .target(ONE, JOX, 0.5)
            .target(ONE, GO, 1.5)
            .make());
    list.add(
        new Maker(Family.PAIRS, "ping-pong", "round trip", PairBenchmark.class, "pingPong")
            .needs(RENDEZVOUS)
            .go("pingPong", PairBenchmark.PAIRS, PairBenchmark.ROUND_TRIPS)
            .target(DEFAULT, BEST_QUEUE, 1.0)
            .target(DEFAULT, JOX, 0.5)
            .target(DEFAULT, KOTLIN, 0.7)
            .target(DEFAULT, GO, 0.8)
            .make());
    for (int capacity : new int[] {1, 16, 100, 1000}) {
      Maker pair =
          new Maker(
                  Family.PAIRS,
                  "buffered pair, " + capacity,
                  "value",
                  PairBenchmark.class,
                  "bufferedPair")
              .needs(BUFFER)
              .capacity(capacity)
              .go("pair", PairBenchmark.PAIRS, PairBenchmark.BUFFERED_VALUES, capacity);
      if (capacity != 1) {
        pair.target(DEFAULT, BEST_QUEUE, 0.4)
            .target(DEFAULT, JOX, 0.4)
            .target(DEFAULT, KOTLIN, 0.6)
            .target(DEFAULT, GO, 1.0)
            .target(ONE, BEST_QUEUE, 0.9)
            .target(ONE, JOX, 0.5)
            .target(ONE, GO, 0.9);
      }
      list.add(pair.make());
    }
    return list.build();
  }

  private static ImmutableList<Workload> crowds() {
    return ImmutableList.of(
        crowd(10, CrowdBenchmark.VALUES_EACH_OF_10, 0).targets(0.9, 0.8, 1.0, 1.2).make(),
        crowd(1000, CrowdBenchmark.VALUES_EACH_OF_1000, 0).targets(0.9, 0.8, 1.0, 1.2).make(),
        crowd(10, CrowdBenchmark.VALUES_EACH_OF_10, 16).targets(0.5, 0.5, 0.6, 1.3).make(),
        crowd(1000, CrowdBenchmark.VALUES_EACH_OF_1000, 16).make(),
        crowd(100, CrowdBenchmark.VALUES_EACH_OF_100, 100).targets(0.5, 0.5, 0.6, 1.3).make());
  }

  private static Maker crowd(int perSide, int valuesEach, int capacity) {
    String title =
        perSide + " + " + perSide + (capacity == 0 ? ", unbuffered" : ", buffer " + capacity);
    return new Maker(Family.CROWDS, title, "value", CrowdBenchmark.class, "crowd" + perSide)
        .needs(capacity == 0 ? RENDEZVOUS : BUFFER)
        .capacity(capacity)
        .go("crowd", perSide, valuesEach, capacity);
  }

  private static ImmutableList<Workload> chains() {
    return ImmutableList.of(
        new Maker(Family.CHAINS, "chain of 100", "hop", ChainBenchmark.class, "chain100")
            .needs(RENDEZVOUS)
            .go("chain", ChainBenchmark.SHORT, ChainBenchmark.VALUES_OF_SHORT)
            .targets(1.0, 0.1, 1.7, 1.5)
            .make(),
        new Maker(Family.CHAINS, "chain of 10000", "hop", ChainBenchmark.class, "chain10000")
            .needs(RENDEZVOUS)
            .go("chain", ChainBenchmark.LONG, ChainBenchmark.VALUES_OF_LONG)
            .targets(1.0, 0.1, 1.7, 1.5)
            .make(),
        new Maker(Family.CHAINS, "sieve, 1000 primes", "hop", ChainBenchmark.class, "sieve")
            .needs(RENDEZVOUS)
            .go("sieve", ChainBenchmark.LAST_PRIME, ChainBenchmark.PRIMES)
            .target(DEFAULT, BEST_QUEUE, 1.0)
            .target(DEFAULT, JOX, 0.1)
            .target(DEFAULT, GO, 1.0)
            .make());
  }

  private static ImmutableList<Workload> fans() {
    return ImmutableList.of(
        new Maker(
                Family.FANS, "100000 jobs, 8 workers, buffer 16", "job", FanBenchmark.class, "fan")
            .needs(BUFFER)
            .go("fan", FanBenchmark.WORKERS, FanBenchmark.JOBS, FanBenchmark.CAPACITY)
            .make());
  }

  private static ImmutableList<Workload> selects() {
    var list = ImmutableList.<Workload>builder();
    for (int cases : new int[] {2, 5}) {
      for (int capacity : new int[] {0, 100}) {
        int valuesEach = cases == 2 ? SelectBenchmark.VALUES_OF_2 : SelectBenchmark.VALUES_OF_5;
        list.add(
            select("select of " + cases + ", " + buffer(capacity), "receiveFrom" + cases)
                .needs(SELECT)
                .capacity(capacity)
                .go("selectReceive", cases, valuesEach, capacity)
                .target(DEFAULT, JOX, 0.9)
                .target(DEFAULT, KOTLIN, 0.6)
                .target(DEFAULT, GO, 1.0)
                .make());
      }
    }
    for (int capacity : new int[] {0, 100}) {
      list.add(
          select("select with done and timer, " + buffer(capacity), "withDoneAndTimer")
              .needs(SELECT, SELECT_SEND)
              .capacity(capacity)
              .go("selectWithDoneAndTimer", SelectBenchmark.VALUES, capacity)
              .make());
    }
    list.add(
        select("select both ways, 4 + 4", "bothWays")
            .needs(SELECT, SELECT_SHARED, SELECT_SEND)
            .go("selectBothWays", SelectBenchmark.PER_SIDE, SelectBenchmark.SELECTS_EACH)
            .make());
    list.add(
        select("ChanPopular", "popular")
            .needs(SELECT, SELECT_SHARED)
            .go("selectPopular", SelectBenchmark.RECEIVERS, SelectBenchmark.ROUNDS)
            .make());
    return list.build();
  }

  private static Maker select(String title, String method) {
    return new Maker(Family.SELECTS, title, "value", SelectBenchmark.class, method);
  }

  private static ImmutableList<Workload> tries() {
    var list = ImmutableList.<Workload>builder();
    for (int capacity : new int[] {0, 16}) {
      Ability kind = capacity == 0 ? RENDEZVOUS : BUFFER;
      list.add(
          new Maker(
                  Family.TRIES,
                  "try-send, " + (capacity == 0 ? "unbuffered" : "full"),
                  "try",
                  TryBenchmark.class,
                  "trySend")
              .needs(kind, TRY_SEND)
              .capacity(capacity)
              .onCaller()
              .go("trySend", TryBenchmark.TIMES, capacity)
              .make());
      list.add(
          new Maker(
                  Family.TRIES,
                  "try-receive, " + (capacity == 0 ? "unbuffered" : "empty"),
                  "try",
                  TryBenchmark.class,
                  "tryReceive")
              .needs(kind, TRY_RECEIVE)
              .capacity(capacity)
              .onCaller()
              .go("tryReceive", TryBenchmark.TIMES, capacity)
              .make());
    }
    return list.build();
  }

  private static ImmutableList<Workload> creation() {
    var list = ImmutableList.<Workload>builder();
    for (int capacity : new int[] {0, 100}) {
      list.add(
          new Maker(
                  Family.CREATION,
                  "make a channel, " + buffer(capacity),
                  "channel",
                  CreationBenchmark.class,
                  "makeChannel")
              .needs(MAKE, capacity == 0 ? RENDEZVOUS : BUFFER)
              .capacity(capacity)
              .onCaller()
              .go("makeChannels", CreationBenchmark.COUNT, capacity)
              .make());
    }
    list.add(
        new Maker(
                Family.CREATION,
                "start a goroutine and wait for its end",
                "goroutine",
                CreationBenchmark.class,
                "startAndJoin")
            .needs(START)
            .go("startAndJoin", CreationBenchmark.COUNT)
            .make());
    return list.build();
  }

  private static ImmutableList<Workload> contexts() {
    return ImmutableList.of(
        context("derive and cancel", "deriveAndCancel"),
        context("derive with a time-out and cancel", "deriveWithTimeoutAndCancel"));
  }

  private static Workload context(String title, String method) {
    return new Maker(Family.CONTEXTS, title, "context", ContextBenchmark.class, method)
        .needs(CONTEXT)
        .onCaller()
        .go(method, ContextBenchmark.TIMES)
        .make();
  }

  private static ImmutableList<Workload> scale() {
    var list = ImmutableList.<Workload>builder();
    for (int parked : new int[] {10, 1_000, 100_000}) {
      list.add(
          scale("unbuffered pair beside " + parked + " parked", "pairBesideParked")
              .needs(PARK)
              .parameter("parked", parked)
              .make());
    }
    for (int cases : new int[] {8, 64, 512}) {
      list.add(
          scale("select among " + cases + ", one busy", "selectAmongMany")
              .needs(SELECT_WIDE)
              .parameter("cases", cases)
              .make());
    }
    return list.build();
  }

  private static Maker scale(String title, String method) {
    return new Maker(Family.SCALE, title, "value", ScaleBenchmark.class, method);
  }

  private static ImmutableList<Workload> floor() {
    return ImmutableList.of(
        new Maker(Family.FLOOR, "park and unpark", "switch", SwitchBenchmark.class, "parkAndUnpark")
            .needs(SWITCH)
            .make());
  }

  private static String buffer(int capacity) {
    return capacity == 0 ? "unbuffered" : "buffer " + capacity;
  }

  /** Puts a workload together. */
  private static final class Maker {
    private final Family family;
    private final String title;
    private final String operation;
    private final Class<?> benchmark;
    private final String method;
    private ImmutableMap<String, String> parameters = ImmutableMap.of();
    private ImmutableSet<Ability> needs = ImmutableSet.of();
    private boolean onCaller;
    private ImmutableList<String> go = ImmutableList.of();
    private final ImmutableTable.Builder<Carriers, Rival, Double> targets =
        ImmutableTable.builder();

    Maker(Family family, String title, String operation, Class<?> benchmark, String method) {
      this.family = family;
      this.title = title;
      this.operation = operation;
      this.benchmark = benchmark;
      this.method = method;
    }

    Maker needs(Ability... abilities) {
      needs = ImmutableSet.copyOf(abilities);
      return this;
    }

    Maker capacity(int capacity) {
      return parameter("capacity", capacity);
    }

    Maker parameter(String name, int value) {
      parameters = ImmutableMap.of(name, Integer.toString(value));
      return this;
    }

    Maker onCaller() {
      onCaller = true;
      return this;
    }

    Maker go(String name, int... sizes) {
      var call = ImmutableList.<String>builder().add(name);
      for (int size : sizes) {
        call.add(Integer.toString(size));
      }
      go = call.build();
      return this;
    }

    Maker target(Carriers carriers, Rival rival, double ratio) {
      targets.put(carriers, rival, ratio);
      return this;
    }

    Maker targets(double queue, double jox, double kotlin, double go) {
      return target(DEFAULT, BEST_QUEUE, queue)
          .target(DEFAULT, JOX, jox)
          .target(DEFAULT, KOTLIN, kotlin)
          .target(DEFAULT, GO, go);
    }

    Workload make() {
      return new Workload(
          family,
          title,
          operation,
          benchmark,
          method,
          parameters,
          needs,
          onCaller,
          go,
          targets.buildOrThrow());
    }
  }
}
