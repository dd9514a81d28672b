package dev.csp.testkit.simulation;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.SemaphorePort;
import dev.csp.channels.internal.Situation;
import dev.csp.channels.internal.VirtualGoroutine;
import dev.csp.channels.internal.WaitGraph;
import dev.csp.channels.internal.WaitGraph.Edge;
import dev.csp.channels.internal.WaitGraph.Strength;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Why goroutines wait for ever, from what they have done.
 *
 * A channel does not know who could use it. But who has used it is in the trace, and these facts tell for whom a goroutine waits:
 *
 *   HELD     it waits for the end of another one; to send to a full channel in which another one's value is: a lock that is a channel of
 *            capacity 1 is held in this way; or for a semaphore from which another one has acquired and not released
 *   TAKEN    it waits to receive from a channel with a buffer, from which another one has taken the last value: a token
 *   USED     another one has used the other side of the channel before
 *
 * The circle is looked for in a WaitGraph.
 *
 * Maps with identity are only asked, never walked, so the order of what is found is that of ids and of steps.
 */

/** Why goroutines wait for ever. */
final class WaitsFor {
  /** What has happened on one channel. */
  private static final class Use {
    final Set<Long> senders = new LinkedHashSet<>();
    final Set<Long> receivers = new LinkedHashSet<>();
    final Deque<Long> buffered = new ArrayDeque<>();
    final List<Long> holders = new ArrayList<>();
    long lastReceiver = -1;

    Set<Long> users(boolean send) {
      return send ? senders : receivers;
    }
  }

  private final List<Situation> situations;
  private final IdentityHashMap<Port, Use> uses = new IdentityHashMap<>();
  private final Map<Long, Long> joins = new HashMap<>();
  private final WaitGraph graph = new WaitGraph();

  WaitsFor(List<Situation> situations, Trace trace) {
    this.situations = situations;
    trace.steps().forEach(this::note);
    for (Situation situation : situations) {
      graph.add(situation.id(), edgesOf(situation));
    }
  }

  // ---- what has happened

  private void note(Step step) {
    joins.remove(step.goroutine());
    switch (step.act()) {
      case SEND, TRY_SEND, RECEIVE, TRY_RECEIVE, SELECT, ACQUIRE, TRY_ACQUIRE ->
          noteOutcome(step, step);
      case RELEASE -> {
        if (step.subject() instanceof Port port) {
          List<Long> holders = use(port).holders;
          boolean own = holders.remove(step.goroutine());
          if (!own && !holders.isEmpty()) {
            holders.removeFirst(); // it has released for another one
          }
        }
      }
      case RESUME -> {
        if (step.detail() instanceof Step begun) {
          noteOutcome(begun, step);
        }
      }
      case JOIN -> {
        if (step.subject() instanceof VirtualGoroutine other) {
          joins.put(step.goroutine(), other.id());
        }
      }
      default -> {}
    }
  }

  private void noteOutcome(Step begun, Step ended) {
    Object result = ended.result();
    if (!ended.isComplete() || result == null || Port.isEnd(result)) {
      return;
    }
    long who = begun.goroutine();
    switch (begun.act()) {
      case SEND, TRY_SEND -> {
        if (isAccepted(result) && begun.subject() instanceof Port port) {
          noteUse(port, who, true);
        }
      }
      case RECEIVE, TRY_RECEIVE -> {
        if (begun.subject() instanceof Port port) {
          noteUse(port, who, false);
        }
      }
      case ACQUIRE, TRY_ACQUIRE -> {
        if (result == Port.Offer.ACCEPTED && begun.subject() instanceof Port port) {
          use(port).holders.add(who);
        }
      }
      case SELECT -> {
        if (result instanceof CaseWaiter waiter) {
          if (waiter.port() instanceof SemaphorePort semaphore) {
            use(semaphore).holders.add(who);
          } else {
            noteUse(waiter.port(), who, waiter.isSender());
          }
        }
      }
      default -> {}
    }
  }

  private static boolean isAccepted(Object result) {
    return result == Port.Offer.ACCEPTED || result == Port.Offer.OVERFLOWED;
  }

  private void noteUse(Port port, long who, boolean sends) {
    Use use = use(port);
    boolean unused = use.users(sends).add(who);
    if (sends) {
      use.buffered.add(who);
    } else {
      use.buffered.poll();
      use.lastReceiver = who;
    }
  }

  private Use use(Port port) {
    return uses.computeIfAbsent(port, key -> new Use());
  }

  // ---- who waits for whom

  private List<Edge> edgesOf(Situation situation) {
    List<Edge> found = new ArrayList<>();
    long from = situation.id();
    Long joined = joins.get(from);
    if (joined != null) {
      add(found, from, joined, Strength.HELD, "for the end of goroutine " + joined);
    }
    for (Situation.Wanted wanted : situation.wants()) {
      Use use = use(wanted.port());
      String channel = wanted.port().describe();
      for (long holder : use.holders) {
        String fact = "for " + channel + ", from which goroutine " + holder + " has acquired";
        add(found, from, holder, Strength.HELD, fact);
      }
      if (wanted.sends()) {
        for (long holder : use.buffered) {
          String fact = "to send to " + channel + ", in which goroutine " + holder + "'s value is";
          add(found, from, holder, Strength.HELD, fact);
        }
      } else if (use.lastReceiver >= 0 && use.buffered.isEmpty() && isBuffered(wanted.port())) {
        String fact =
            "to receive from "
                + channel
                + ", whose last value goroutine "
                + use.lastReceiver
                + " took";
        add(found, from, use.lastReceiver, Strength.TAKEN, fact);
      }
      for (long user : use.users(!wanted.sends())) {
        String fact =
            wanted.sends()
                ? "to send to " + channel + ", from which goroutine " + user + " has received"
                : "to receive from " + channel + ", to which goroutine " + user + " has sent";
        add(found, from, user, Strength.USED, fact);
      }
    }
    return found;
  }

  private static boolean isBuffered(Port port) {
    return port instanceof KernelChannel<?> channel && channel.capacity() > 0;
  }

  private static void add(List<Edge> found, long from, long to, Strength strength, String fact) {
    found.add(new Edge(from, to, strength, "goroutine " + from + " waits " + fact));
  }

  /** A shortest circle among the strongest facts that have one; empty if there is none. */
  List<Edge> cycle() {
    return graph.cycle();
  }

  // ---- orphans

  /**
   * A sentence for each channel that somebody waits on who is not in the circle, and whose other
   * side nobody uses any more.
   */
  List<String> orphans() {
    Set<Long> explained = new HashSet<>();
    cycle().forEach(edge -> explained.add(edge.from()));
    Set<String> sentences = new LinkedHashSet<>();
    for (Situation situation : situations) {
      if (explained.contains(situation.id())) {
        continue;
      }
      for (Situation.Wanted wanted : situation.wants()) {
        String sentence = orphan(wanted);
        if (sentence != null) {
          sentences.add(sentence);
        }
      }
    }
    return List.copyOf(sentences);
  }

  private @Nullable String orphan(Situation.Wanted wanted) {
    if (!(wanted.port() instanceof KernelChannel)) {
      return null; // a semaphore, a timer, the end of a goroutine or of a count
    }
    Set<Long> users = use(wanted.port()).users(!wanted.sends());
    if (users.stream().anyMatch(graph::contains)) {
      return null;
    }
    String verb = wanted.sends() ? "received from" : "sent to";
    String channel = wanted.port().describe();
    if (users.isEmpty()) {
      return "nobody has " + verb + " " + channel;
    }
    List<Long> gone = List.copyOf(users);
    return "goroutine "
        + Report.join(gone)
        + (gone.size() == 1 ? ", the only one that has " : ", the only ones that have ")
        + verb
        + " "
        + channel
        + (gone.size() == 1 ? ", has ended" : ", have ended");
  }
}
