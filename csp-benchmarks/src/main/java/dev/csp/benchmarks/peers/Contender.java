package dev.csp.benchmarks.peers;

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

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.csp.benchmarks.coreasync.CoreAsyncPeer;
import dev.csp.benchmarks.coroutines.KotlinPeer;
import dev.csp.benchmarks.threads.Peers;
import java.util.Arrays;
import java.util.Collection;

/** Who takes part. {@link #CHANNEL} is the one that the others are compared with. */
public enum Contender {
  /** The library, with selects whose cases are made in each of them. */
  CHANNEL(
      "csp",
      RENDEZVOUS,
      BUFFER,
      TRY_SEND,
      TRY_RECEIVE,
      SELECT,
      SELECT_SHARED,
      SELECT_SEND,
      MAKE,
      START,
      CONTEXT,
      PARK,
      SELECT_WIDE),
  /** The library, with selects that are prepared once. */
  SELECTOR("csp Selector", SELECT, SELECT_SHARED, SELECT_SEND, SELECT_WIDE),
  /** The JDK's rendezvous. */
  SYNCHRONOUS_QUEUE("SynchronousQueue", RENDEZVOUS, TRY_SEND, TRY_RECEIVE, MAKE),
  /** The JDK's other rendezvous. */
  LINKED_TRANSFER_QUEUE("LinkedTransferQueue", RENDEZVOUS, TRY_SEND, TRY_RECEIVE, MAKE),
  /** The JDK's ring. */
  ARRAY_BLOCKING_QUEUE("ArrayBlockingQueue", BUFFER, TRY_SEND, TRY_RECEIVE, MAKE),
  /** The JDK's bounded list. */
  LINKED_BLOCKING_QUEUE("LinkedBlockingQueue", BUFFER, TRY_SEND, TRY_RECEIVE, MAKE),
  /** SoftwareMill's jox. */
  JOX("jox", RENDEZVOUS, BUFFER, TRY_SEND, TRY_RECEIVE, SELECT, SELECT_SHARED, SELECT_SEND, MAKE),
  /** Kotlin's coroutines. */
  KOTLIN(
      "Kotlin",
      RENDEZVOUS,
      BUFFER,
      TRY_SEND,
      TRY_RECEIVE,
      SELECT,
      SELECT_SHARED,
      SELECT_SEND,
      MAKE,
      START,
      CONTEXT),
  /** Kent's JCSP. */
  JCSP("JCSP", RENDEZVOUS, BUFFER, TRY_RECEIVE, SELECT, MAKE),
  /** Clojure's core.async. */
  CORE_ASYNC(
      "core.async",
      RENDEZVOUS,
      BUFFER,
      TRY_SEND,
      TRY_RECEIVE,
      SELECT,
      SELECT_SHARED,
      SELECT_SEND,
      MAKE,
      START),
  /** Go itself, a program of its own. */
  GO(
      "Go",
      RENDEZVOUS,
      BUFFER,
      TRY_SEND,
      TRY_RECEIVE,
      SELECT,
      SELECT_SHARED,
      SELECT_SEND,
      MAKE,
      START,
      CONTEXT),
  /** Virtual threads alone, which the JVM's contenders stand on. */
  VIRTUAL_THREAD("virtual threads", START, SWITCH);

  private final String title;
  private final ImmutableSet<Ability> abilities;

  Contender(String title, Ability... abilities) {
    this.title = title;
    this.abilities = Sets.immutableEnumSet(Arrays.asList(abilities));
  }

  /** The name for tables. */
  public String title() {
    return title;
  }

  /** Whether it can do all of this. */
  public boolean isAble(Collection<Ability> needed) {
    return abilities.containsAll(needed);
  }

  /** Whether this is one of the JDK's queues. */
  public boolean isQueue() {
    return switch (this) {
      case SYNCHRONOUS_QUEUE, LINKED_TRANSFER_QUEUE, ARRAY_BLOCKING_QUEUE, LINKED_BLOCKING_QUEUE ->
          true;
      default -> false;
    };
  }

  /** Whether this is the library that the others are compared with. */
  public boolean isLibrary() {
    return this == CHANNEL || this == SELECTOR;
  }

  /** Makes what does the work, in this JVM. */
  public Peer peer() {
    return switch (this) {
      case CHANNEL -> Peers.channel();
      case SELECTOR -> Peers.selector();
      case SYNCHRONOUS_QUEUE -> Peers.synchronousQueue();
      case LINKED_TRANSFER_QUEUE -> Peers.linkedTransferQueue();
      case ARRAY_BLOCKING_QUEUE -> Peers.arrayBlockingQueue();
      case LINKED_BLOCKING_QUEUE -> Peers.linkedBlockingQueue();
      case JOX -> Peers.jox();
      case KOTLIN -> new KotlinPeer();
      case JCSP -> Peers.jcsp();
      case CORE_ASYNC -> new CoreAsyncPeer();
      case GO -> throw new UnsupportedOperationException("Go does not run in a JVM");
      case VIRTUAL_THREAD -> Peers.virtualThread();
    };
  }
}
