package dev.csp.benchmarks.threads;

import dev.csp.benchmarks.peers.Peer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/** Makes the peers that run on threads. */
public final class Peers {
  private Peers() {}

  /** The library, with selects whose cases are made in each of them. */
  public static Peer channel() {
    return new LibraryPeer(new ChannelKit());
  }

  /** The library, with prepared selects. */
  public static Peer selector() {
    return new LibraryPeer(new SelectorKit());
  }

  /** Hands over without a buffer. */
  public static Peer synchronousQueue() {
    return new ThreadPeer(new QueueKit(capacity -> new SynchronousQueue<>()));
  }

  /** Hands over without a buffer, used with {@code transfer}. */
  public static Peer linkedTransferQueue() {
    return new ThreadPeer(new QueueKit(capacity -> new LinkedTransferQueue<>()));
  }

  /** Has a buffer and one lock. */
  public static Peer arrayBlockingQueue() {
    return new ThreadPeer(new QueueKit(ArrayBlockingQueue::new));
  }

  /** Has a buffer and two locks. */
  public static Peer linkedBlockingQueue() {
    return new ThreadPeer(new QueueKit(LinkedBlockingQueue::new));
  }

  /** Jox. */
  public static Peer jox() {
    return new ThreadPeer(new JoxKit());
  }

  /** JCSP. */
  public static Peer jcsp() {
    return new ThreadPeer(new JcspKit());
  }

  /** Virtual threads alone: what the others stand on. */
  public static Peer virtualThread() {
    return new VirtualThreadPeer();
  }
}
