package dev.csp.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.peers.Peer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Who is measured in this fork. */
@State(Scope.Benchmark)
public class Participant {
  /** Set by JMH. */
  @Param("CHANNEL")
  public Contender contender = Contender.CHANNEL;

  private @Nullable Peer peer;

  /**
   * Makes the peer, before anything is measured; JMH may have called the set-up of a subclass
   * before.
   */
  @Setup
  public final void makePeer() {
    if (peer == null) {
      peer = contender.peer();
    }
  }

  final Peer peer() {
    makePeer();
    return requireNonNull(peer, "peer");
  }

  /** With a capacity. */
  @State(Scope.Benchmark)
  public static class WithCapacity extends Participant {
    /** Set by JMH. */
    @Param("0")
    public int capacity;
  }
}
