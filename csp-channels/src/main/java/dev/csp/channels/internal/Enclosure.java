package dev.csp.channels.internal;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * Goroutines and what is confined to them, so that a deadlock among them is certain.
 *
 * Members are the thread that opened the enclosure, and every goroutine that a member starts, from before its start until after its
 * end has been published. A goroutine that a timer starts is none, whoever set the timer: it does not come from a member that runs. A
 * member of an inner enclosure is one of the outer too. A confined channel, semaphore or WaitGroup refuses who is no member.
 *
 * So if at one instant every member is parked in a wait that only a member can complete, none of them ever goes on, unless somebody interrupts
 * it. That is what check calls exact. Such a wait has no deadline, and is
 *   - on confined channels and semaphores, or for a confined WaitGroup
 *   - for the end of a member
 *   - for nothing: the nil channel, a select without cases
 * A wait on anything else (a timer, a context's end, a channel that is not confined) may be completed by others: then nothing is exact.
 *
 * The instant. Members go on while they are looked at, so each is looked at twice: first all of them, then all of them again. If between the
 * two looks nobody has left the wait in which it was first seen, and nobody was started since before the first, then all of them were in those
 * waits at the instant between. That one has not left it is told by
 *   - the claim that is the park blocker, which is a wait's own while it lasts
 *   - the stamp of the sleeper, another one for each park: a claim is used again
 *   - the claim's outcome, which is the sleeper until somebody completes it. It is read before the other two: the next wait on the same claim
 *     may begin with the same outcome, but then the thread has been elsewhere between, and its state or its stamp says so
 * What a thread wrote before it parked (stamp, subject, tallies) is visible to who has seen its state (a volatile of a virtual thread), or its
 * blocker, before which there is a fence.
 *
 * Nobody else pays: while no enclosure is open, operations take the same way as ever. While one is, every operation of the process asks who it is.
 *
 * What is suspected: members that have waited for long, each on something confined whose other side nobody has used who is not one of them.
 */

/** Goroutines, and the channels that are confined to them. */
public final class Enclosure {
  /** A goroutine, or the thread that opened an enclosure. */
  private static final class Participant {
    private final Enclosure enclosure;
    private final Thread thread;
    private final @Nullable VirtualGoroutine goroutine;

    /** What the thread was before it opened the enclosure. */
    private final @Nullable Participant before;

    // The operation that has begun; the thread's own.
    private @Nullable Act act;
    private @Nullable Object subject;

    Participant(
        Enclosure enclosure,
        Thread thread,
        @Nullable VirtualGoroutine goroutine,
        @Nullable Participant before) {
      this.enclosure = enclosure;
      this.thread = thread;
      this.goroutine = goroutine;
      this.before = before;
    }

    /** 0 for a thread that is no goroutine. */
    long id() {
      return goroutine == null ? 0 : goroutine.id();
    }

    Situation situation(long now) {
      Member member = goroutine == null ? null : goroutine.member();
      return member != null
          ? Situation.of(member, now, "running", true)
          : Situation.of(thread, goroutine, now);
    }

    /** What it is parked on; null if it is not parked in this library. */
    @Nullable Claim claim() {
      if (thread.isInterrupted()) {
        return null; // it is about to go on
      }
      Member member = goroutine == null ? null : goroutine.member();
      if (member != null) {
        return member.claim();
      }
      if (thread.getState() != Thread.State.WAITING) {
        return null;
      }
      return LockSupport.getBlocker(thread) instanceof Claim claim ? claim : null;
    }
  }

  /** A wait that was seen; see the top. */
  private record Sight(Participant who, Claim claim, Sleeper sleeper, long stamp) {
    static @Nullable Sight of(Participant who) {
      Claim claim = who.claim();
      VarHandle.loadLoadFence();
      Sleeper sleeper = claim == null ? null : claim.sleeper();
      return claim != null && sleeper != null && sleeper.thread() == who.thread
          ? new Sight(who, claim, sleeper, sleeper.stamp())
          : null;
    }

    /** Whether it has gone on since then. */
    boolean lasts() {
      if (claim.sleeper() != sleeper) {
        return false;
      }
      VarHandle.loadLoadFence();
      if (who.claim() != claim) {
        return false;
      }
      VarHandle.loadLoadFence();
      return sleeper.stamp() == stamp;
    }

    long id() {
      return who.id();
    }

    boolean isTimed() {
      return Sleeper.isTimed(stamp);
    }

    List<Situation.Wanted> wants() {
      return Situation.wantedBy(claim);
    }
  }

  private static final OpenCount OPEN = new OpenCount();
  private static final ConcurrentMap<Thread, Participant> PARTICIPANTS = new ConcurrentHashMap<>();

  private final String name;
  private final @Nullable Enclosure outer;
  private final Participant opener;
  private final Set<Participant> members = ConcurrentHashMap.newKeySet();
  private final AtomicLong starts = new AtomicLong();
  private volatile boolean closed;

  /** What was reported: who, and in which wait. For who checks, one at a time. */
  private Map<Participant, Long> reported = new HashMap<>();

  private Enclosure(String name) {
    Thread self = Thread.currentThread();
    Participant before = PARTICIPANTS.get(self);
    this.name = name;
    this.outer = before == null ? null : before.enclosure;
    this.opener = new Participant(this, self, VirtualGoroutine.of(self), before);
  }

  /**
   * Opens an enclosure with the calling thread as its first member.
   *
   * @param name what to call it
   * @return the enclosure; close it
   */
  public static Enclosure open(String name) {
    OPEN.open();
    World.watch();
    Enclosure opened = new Enclosure(name);
    if (opened.opener.before != null) {
      leave(opened.opener.before);
    }
    enter(opened.opener);
    return opened;
  }

  /**
   * Ends the confinement: who is no member may use what was confined.
   *
   * @throws IllegalStateException if the opener has opened another one since then that is open
   */
  public void close() {
    if (closed) {
      return;
    }
    Participant now = PARTICIPANTS.get(opener.thread);
    if (now != null && now != opener && now.enclosure.isWithin(this)) {
      throw new IllegalStateException(
          "the deadlock scope " + name + " must be closed after " + now.enclosure.name);
    }
    closed = true;
    for (Participant member : List.copyOf(members)) {
      PARTICIPANTS.remove(member.thread, member);
      leave(member);
    }
    if (now == opener && opener.before != null && !opener.before.enclosure.closed) {
      enter(opener.before);
    }
    World.unwatch();
    OPEN.close();
  }

  private static void enter(Participant member) {
    PARTICIPANTS.put(member.thread, member);
    for (Enclosure in = member.enclosure; in != null; in = in.outer) {
      in.members.add(member);
      in.starts.incrementAndGet();
    }
  }

  private static void leave(Participant member) {
    for (Enclosure in = member.enclosure; in != null; in = in.outer) {
      in.members.remove(member);
    }
  }

  private boolean isWithin(Enclosure other) {
    for (Enclosure in = this; in != null; in = in.outer) {
      if (in == other) {
        return true;
      }
    }
    return false;
  }

  // ---- for the kernel

  /** A goroutine is about to be started by the caller. */
  static void starts(VirtualGoroutine goroutine) {
    Participant starter = OPEN.any() ? PARTICIPANTS.get(Thread.currentThread()) : null;
    if (starter != null) {
      Participant started = new Participant(starter.enclosure, goroutine.thread(), goroutine, null);
      enter(started);
      if (starter.enclosure.closed) { // it may have been closed between
        leaves(goroutine.thread());
      }
    }
  }

  /** A goroutine has ended, and everybody knows. */
  static void leaves(Thread thread) {
    Participant gone = OPEN.any() ? PARTICIPANTS.remove(thread) : null;
    if (gone != null) {
      leave(gone);
    }
  }

  /** An operation begins; throws if it is on something that is confined to others. */
  static void begins(Act act, @Nullable Object subject) {
    if (!OPEN.any() || act == Act.LOOK) {
      return;
    }
    Participant self = PARTICIPANTS.get(Thread.currentThread());
    switch (subject) {
      case Port port -> check(port, self);
      case CaseWaiter[] cases -> {
        for (CaseWaiter waiter : cases) {
          if (waiter != null) {
            check(waiter.port(), self);
          }
        }
      }
      case null, default -> {}
    }
    if (self != null) {
      self.act = act;
      self.subject = subject;
      if (act == Act.RELEASE && subject instanceof Port port) {
        note(port, self, false);
      }
    }
  }

  /** The operation that the caller has begun is complete. */
  static void ends(@Nullable Object result) {
    Participant self = OPEN.any() ? PARTICIPANTS.get(Thread.currentThread()) : null;
    if (self == null || self.act == null) {
      return;
    }
    Act act = self.act;
    Object subject = self.subject;
    self.act = null;
    self.subject = null;
    if (result == null || Port.isEnd(result)) {
      return;
    }
    switch (act) {
      case SEND, TRY_SEND, ACQUIRE, TRY_ACQUIRE -> {
        boolean accepted = result == Port.Offer.ACCEPTED || result == Port.Offer.OVERFLOWED;
        if (accepted && subject instanceof Port port) {
          note(port, self, true);
        }
      }
      case RECEIVE, TRY_RECEIVE -> {
        if (subject instanceof Port port) {
          note(port, self, false);
        }
      }
      case SELECT -> {
        if (result instanceof CaseWaiter won) {
          note(won.port(), self, won.isSender() || won.port() instanceof SemaphorePort);
        }
      }
      default -> {}
    }
  }

  private static void note(Port port, Participant who, boolean gives) {
    Enclosed enclosed = port.enclosed;
    if (enclosed != null) {
      enclosed.note(who.id(), gives);
    }
  }

  private static void check(Port port, @Nullable Participant self) {
    Enclosed enclosed = port.enclosed;
    if (enclosed != null && !(port instanceof Signal)) { // to wait for a signal wakes nobody
      enclosed.enclosure().check(port.describe(), self);
    }
  }

  /** Throws if the caller is no member. */
  void checkCaller(String what) {
    check(what, PARTICIPANTS.get(Thread.currentThread()));
  }

  private void check(String what, @Nullable Participant self) {
    if (closed || (self != null && self.enclosure.isWithin(this))) {
      return;
    }
    VirtualGoroutine goroutine = VirtualGoroutine.of(Thread.currentThread());
    String caller =
        goroutine == null
            ? "thread " + Thread.currentThread().getName()
            : "goroutine " + goroutine.id() + " [" + goroutine.name() + "]";
    throw new IllegalStateException(
        what
            + " is confined to the deadlock scope "
            + name
            + ", of which "
            + caller
            + " is no member");
  }

  // ---- confining

  /**
   * Confines a port, which must not have been used yet by anybody else.
   *
   * @param port a channel or a semaphore
   * @throws IllegalStateException if somebody waits on it, or it is confined already
   */
  public void confine(Port port) {
    checkCaller(port.describe());
    port.lock();
    try {
      if (port.enclosed != null || port.hasReceivers() || port.hasSenders()) {
        throw new IllegalStateException(port.describe() + " is in use, or confined already");
      }
      port.enclosed = new Enclosed(this);
    } finally {
      port.unlock();
    }
  }

  /**
   * Confines a counter, which must not have been used yet.
   *
   * @param countdown the counter
   * @throws IllegalStateException if it is not zero, or somebody waits
   */
  public void confine(Countdown countdown) {
    checkCaller("a WaitGroup");
    countdown.confineTo(this);
  }

  // ---- looking

  /**
   * Looks whether the members wait for ever. For one caller at a time.
   *
   * @param suspectAfter after how many nanoseconds of waiting to suspect; negative for never
   * @return a deadlock that this has not found before; or null
   */
  public @Nullable Deadlock check(long suspectAfter) {
    long before = starts.get();
    List<Participant> all = new ArrayList<>(members);
    all.sort(Comparator.comparingLong(Participant::id));
    Set<Long> ids = new HashSet<>();
    all.forEach(member -> ids.add(member.id()));
    List<Sight> seen = new ArrayList<>();
    for (Participant member : all) {
      Sight sight = Sight.of(member);
      if (sight != null) {
        seen.add(sight);
      }
    }
    boolean exact = !closed && !all.isEmpty() && seen.size() == all.size();
    if (!exact && suspectAfter < 0) {
      return null;
    }
    Set<Sight> confined = new HashSet<>();
    for (Sight sight : seen) {
      if (!sight.isTimed() && isConfined(sight, ids)) {
        confined.add(sight);
      }
    }
    exact &= confined.size() == all.size();
    if (!exact && suspectAfter < 0) {
      return null;
    }
    long now = TimeSource.nanoTime();
    List<Sight> found = exact ? seen : suspects(seen, ids, now, suspectAfter);
    List<Sight> lasting = found.stream().filter(Sight::lasts).toList();
    if (exact && (lasting.size() < found.size() || starts.get() != before)) {
      return null; // the next look tells
    }
    return isNew(lasting) ? report(exact, lasting, all.size(), now) : null;
  }

  private boolean isNew(List<Sight> found) {
    boolean isNew = false;
    Map<Participant, Long> current = new HashMap<>();
    for (Sight sight : found) {
      current.put(sight.who(), sight.stamp());
      isNew |= !Long.valueOf(sight.stamp()).equals(reported.get(sight.who()));
    }
    if (isNew) {
      reported = current;
    }
    return isNew;
  }

  /** Whether only members can complete the wait. */
  private boolean isConfined(Sight sight, Set<Long> ids) {
    if (sight.claim().subject() == null) {
      return sight.claim() instanceof Wait wait && wait.reason() != WaitReason.YIELD;
    }
    return sight.wants().stream().allMatch(wanted -> isConfined(wanted.port(), ids));
  }

  private boolean isConfined(Port port, Set<Long> ids) {
    Enclosed enclosed = port.enclosed;
    if (enclosed != null) {
      return !enclosed.enclosure().closed && enclosed.enclosure().isWithin(this);
    }
    return port instanceof Signal signal
        && signal.goroutine() != 0
        && ids.contains(signal.goroutine());
  }

  /**
   * Those that have waited for long, on something confined whose other side only such ones have
   * used, or those that have ended.
   */
  private List<Sight> suspects(List<Sight> seen, Set<Long> alive, long now, long suspectAfter) {
    Map<Long, Sight> suspects = new LinkedHashMap<>();
    for (Sight sight : seen) {
      long waited = now - sight.sleeper().parkedSince();
      if (!sight.isTimed() && waited >= suspectAfter && !sight.wants().isEmpty()) {
        suspects.put(sight.id(), sight);
      }
    }
    boolean fewer = true;
    while (fewer) {
      Set<Long> awake = new HashSet<>(alive);
      awake.removeAll(suspects.keySet());
      fewer = suspects.values().removeIf(sight -> !isHopeless(sight, awake));
    }
    return List.copyOf(suspects.values());
  }

  private static boolean isHopeless(Sight sight, Set<Long> awake) {
    boolean known = false;
    for (Situation.Wanted wanted : sight.wants()) {
      Port port = wanted.port();
      if (port instanceof Signal signal && signal.goroutine() != 0) {
        known = true;
        if (awake.contains(signal.goroutine())) {
          return false;
        }
      } else if (port instanceof Signal && port.enclosed != null) {
        known = true; // a WaitGroup: anybody's end may count it down
        if (!awake.isEmpty()) {
          return false;
        }
      } else if (port.enclosed != null) {
        known = true;
        if (partners(port, wanted.sends()).stream().anyMatch(awake::contains)) {
          return false;
        }
      }
    }
    return known;
  }

  /** Who has used the side of a port that somebody waits for. */
  private static List<Long> partners(Port port, boolean sends) {
    Enclosed enclosed = port.enclosed;
    List<Long> partners = new ArrayList<>();
    if (enclosed != null) {
      enclosed
          .tallies()
          .forEach((id, tally) -> {
            boolean is =
                port instanceof SemaphorePort
                    ? tally.balance() > 0
                    : (sends ? tally.taken() : tally.given()) > 0;
            if (is) {
              partners.add(id);
            }
          });
    }
    return partners;
  }

  // ---- reporting

  private Deadlock report(boolean exact, List<Sight> asleep, int alive, long now) {
    WaitGraph graph = new WaitGraph();
    asleep.forEach(sight -> graph.add(sight.id(), edges(sight)));
    List<String> reasons = new ArrayList<>();
    List<Long> cycle = new ArrayList<>();
    for (WaitGraph.Edge edge : graph.cycle()) {
      cycle.add(edge.from());
      reasons.add(edge.toString());
    }
    for (Sight sight : asleep) {
      if (!cycle.contains(sight.id())) {
        for (Situation.Wanted wanted : sight.wants()) {
          String orphan = orphan(wanted, graph);
          if (orphan != null && !reasons.contains(orphan)) {
            reasons.add(orphan);
          }
        }
      }
    }
    String headline =
        exact
            ? "all goroutines are asleep - deadlock! (scope "
                + name
                + ": "
                + alive
                + " of "
                + starts.get()
                + " are left)"
            : asleep.size()
                + " of "
                + alive
                + " goroutines seem to be asleep for ever - suspected deadlock! (scope "
                + name
                + ")";
    List<Situation> situations = asleep.stream().map(sight -> sight.who().situation(now)).toList();
    return new Deadlock(exact, headline, List.copyOf(reasons), List.copyOf(cycle), situations);
  }

  private String nameOf(long id) {
    return id == 0 ? "thread " + opener.thread.getName() : "goroutine " + id;
  }

  private List<WaitGraph.Edge> edges(Sight sight) {
    List<WaitGraph.Edge> edges = new ArrayList<>();
    String waits = nameOf(sight.id()) + " waits ";
    for (Situation.Wanted wanted : sight.wants()) {
      Port port = wanted.port();
      String channel = port.describe();
      if (port instanceof Signal signal && signal.goroutine() != 0) {
        String fact = waits + "for the end of goroutine " + signal.goroutine();
        edges.add(
            new WaitGraph.Edge(sight.id(), signal.goroutine(), WaitGraph.Strength.HELD, fact));
      }
      Enclosed enclosed = port.enclosed;
      if (enclosed == null) {
        continue;
      }
      boolean buffered = port instanceof KernelChannel<?> kernel && kernel.capacity() > 0;
      enclosed
          .tallies()
          .forEach((id, tally) -> {
            String other = nameOf(id);
            if (port instanceof SemaphorePort) {
              if (tally.balance() > 0) {
                String fact = waits + "for " + channel + ", from which " + other;
                edges.add(edge(sight, id, WaitGraph.Strength.HELD, fact + " has acquired"));
              }
            } else if (wanted.sends()) {
              if (buffered && tally.balance() > 0) {
                String fact = waits + "to send to " + channel + ", to which " + other;
                fact += " has sent " + tally.balance() + " more than it has received";
                edges.add(edge(sight, id, WaitGraph.Strength.HELD, fact));
              }
              if (tally.taken() > 0) {
                String fact = waits + "to send to " + channel + ", from which " + other;
                edges.add(edge(sight, id, WaitGraph.Strength.USED, fact + " has received"));
              }
            } else {
              if (buffered && tally.balance() < 0) {
                String fact = waits + "to receive from " + channel + ", from which " + other;
                fact += " has received " + -tally.balance() + " more than it has sent";
                edges.add(edge(sight, id, WaitGraph.Strength.TAKEN, fact));
              }
              if (tally.given() > 0) {
                String fact = waits + "to receive from " + channel + ", to which " + other;
                edges.add(edge(sight, id, WaitGraph.Strength.USED, fact + " has sent"));
              }
            }
          });
    }
    return edges;
  }

  private static WaitGraph.Edge edge(
      Sight sight, long to, WaitGraph.Strength strength, String fact) {
    return new WaitGraph.Edge(sight.id(), to, strength, fact);
  }

  private @Nullable String orphan(Situation.Wanted wanted, WaitGraph graph) {
    if (!(wanted.port() instanceof KernelChannel) || wanted.port().enclosed == null) {
      return null;
    }
    List<Long> users = partners(wanted.port(), wanted.sends());
    if (users.stream().anyMatch(graph::contains)) {
      return null;
    }
    String verb = wanted.sends() ? "received from " : "sent to ";
    String channel = wanted.port().describe();
    if (users.isEmpty()) {
      return "nobody has " + verb + channel;
    }
    return "those that have " + verb + channel + " have ended";
  }
}
