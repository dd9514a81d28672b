package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.InterruptedIterationException;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/*
 * A goroutine on a virtual thread.
 *
 * One that was started in a simulated world belongs to it: it is in no registry and no count but that world's.
 *
 * It is the thread's uncaught-exception handler: that is how the kernel finds the goroutine of a thread without a thread-local
 * (which would cost memory in every thread), and it is nearly never called as one, because run() catches everything.
 *
 * The end, in this order: the task has returned or thrown; the failure is noted; the uncaught handler has run; the goroutine has
 * left the registry and the counts; end is published and joiners are woken; the starter's hook runs (a WaitGroup's done). So
 * whoever learns of the end finds the counts without it, and the failure in place.
 */

/** A goroutine on a virtual thread. */
@StartsForCaller
public final class VirtualGoroutine extends Sleeper
    implements Goroutine, Runnable, Thread.UncaughtExceptionHandler {
  private static final AtomicLong IDS = new AtomicLong();
  private static final Object ENDED = new Object();
  private static final VarHandle END;

  private static volatile BiConsumer<? super Goroutine, ? super Throwable> uncaught =
      VirtualGoroutine::print;

  static {
    try {
      END = MethodHandles.lookup().findVarHandle(VirtualGoroutine.class, "end", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Registry.Entry entry;
  private final Thread thread;
  private final @Nullable Runnable onEnd;

  /** Null in the real world. */
  private final @Nullable Member member;

  /** The waiter of this goroutine's plain operations; its own thread's. */
  @Nullable PlainWaiter waiter;

  /** Cleared when the task starts, so that what it captured lives no longer than it needs. */
  private @Nullable Task task;

  /** Written before {@link #end}. */
  private @Nullable Throwable failure;

  /**
   * Null while it runs and nobody has asked for the end; the signal of the end, once somebody has;
   * {@link #ENDED} if nobody had when it ended.
   */
  @SuppressWarnings("unused") // through END
  private volatile @Nullable Object end;

  private VirtualGoroutine(
      @Nullable String name, Origin origin, Task task, @Nullable Runnable onEnd) {
    this(Member.ofCaller(), name, origin, task, onEnd);
  }

  private VirtualGoroutine(
      @Nullable Member starter,
      @Nullable String name,
      Origin origin,
      Task task,
      @Nullable Runnable onEnd) {
    this(
        starter == null ? null : starter.world(),
        starter == null ? IDS.incrementAndGet() : starter.nextGoroutine(),
        name,
        origin,
        task,
        onEnd);
  }

  private VirtualGoroutine(
      @Nullable World world,
      long id,
      @Nullable String name,
      Origin origin,
      Task task,
      @Nullable Runnable onEnd) {
    this.entry = new Registry.Entry(this, id, name != null ? name : "goroutine-" + id, origin);
    this.task = task;
    this.onEnd = onEnd;
    this.thread =
        Thread.ofVirtual().name(entry.name()).uncaughtExceptionHandler(this).unstarted(this);
    this.member = world == null ? null : world.admit(this, id);
  }

  /** Makes a goroutine of a simulated world, whose simulator will start it. */
  static VirtualGoroutine make(World world, long id, String name, Task task) {
    return new VirtualGoroutine(world, id, name, Origin.here(), task, null);
  }

  /**
   * Makes a call that starts a goroutine, for which the caller of this method counts as the
   * starter.
   *
   * @param task what the goroutine runs
   * @return starts it
   */
  public static Runnable starter(Task task) {
    Origin origin = Origin.here();
    return () -> start(new VirtualGoroutine(null, origin, task, null));
  }

  /**
   * Starts a goroutine.
   *
   * @param name its name, or null for one made from its id
   * @param task what it runs
   * @param onEnd what to run on its thread after it has left all counts, or null; must not throw or
   *     block
   * @return its handle
   */
  public static VirtualGoroutine start(@Nullable String name, Task task, @Nullable Runnable onEnd) {
    return start(new VirtualGoroutine(name, Origin.here(), task, onEnd));
  }

  private static VirtualGoroutine start(VirtualGoroutine goroutine) {
    Enclosure.starts(goroutine);
    if (goroutine.member != null) {
      goroutine.member.starts();
      return goroutine;
    }
    Owner owner = goroutine.entry.origin().owner();
    if (owner != null) {
      owner.goroutineStarts();
    }
    goroutine.entry.setToken(LeakProof.watch(goroutine, goroutine.entry));
    Census.memberStarts();
    Registry.add(goroutine.entry);
    boolean started = false;
    try {
      if (Watch.isOn()) {
        Watch.starts(goroutine);
      }
      goroutine.thread.start();
      started = true;
    } finally {
      if (!started) {
        goroutine.leave();
        Enclosure.leaves(goroutine.thread);
      }
    }
    if (!Thread.currentThread().isVirtual()) {
      Starvation.outside();
    }
    return goroutine;
  }

  /**
   * Finds the goroutine of a thread.
   *
   * @param thread any thread
   * @return its goroutine, or null if this library did not start it
   */
  static @Nullable VirtualGoroutine of(Thread thread) {
    return thread.isVirtual()
            && thread.getUncaughtExceptionHandler() instanceof VirtualGoroutine goroutine
            && goroutine.thread == thread
        ? goroutine
        : null;
  }

  /**
   * Sets what happens to failures that nobody else takes.
   *
   * @param handler the handler, or null for the default, which prints
   */
  public static void onUncaught(
      @Nullable BiConsumer<? super Goroutine, ? super Throwable> handler) {
    World world = World.ofCaller();
    if (world != null) {
      world.onUncaught(handler);
      return;
    }
    uncaught = handler == null ? VirtualGoroutine::print : handler;
  }

  /**
   * Counts live goroutines.
   *
   * @return how many were started and have not ended
   */
  public static int count() {
    World world = World.ofCaller();
    return world == null ? Census.live() : world.count();
  }

  /**
   * Counts carriers.
   *
   * @return the parallelism of the scheduler of virtual threads
   */
  public static int parallelism() {
    return Census.PARALLELISM;
  }

  @Override
  public void run() {
    Task body = requireNonNull(task);
    task = null;
    try {
      body.run();
    } catch (InterruptedException | InterruptedIterationException e) {
      failure = e; // the quiet way to end
      if (member != null) {
        member.fails(e, true);
      }
    } catch (Throwable t) {
      failure = t;
      report(t);
    } finally {
      end();
    }
  }

  /**
   * Reports what user code threw on the calling thread where nobody takes it: for a goroutine, to
   * the uncaught handler; for another thread, to the uncaught-exception handler of that thread. The
   * thread goes on. Throws nothing.
   *
   * @param t what was thrown
   */
  public static void reportUncaught(Throwable t) {
    Thread self = Thread.currentThread();
    VirtualGoroutine goroutine = of(self);
    if (goroutine != null) {
      goroutine.report(t);
      return;
    }
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, t);
    } catch (Throwable fromHandler) {
      print("thread [" + self.getName() + "]", t);
      if (fromHandler != t) {
        print("thread [" + self.getName() + "]", fromHandler);
      }
    }
  }

  private void report(Throwable t) {
    if (member != null) {
      member.fails(t, false);
      return;
    }
    BiConsumer<? super Goroutine, ? super Throwable> handler = uncaught;
    try {
      handler.accept(this, t);
    } catch (Throwable fromHandler) {
      print(this, t);
      if (fromHandler != t) {
        print(this, fromHandler);
      }
    }
  }

  private void end() {
    if (member == null) {
      leave();
      if (Watch.isOn()) {
        Watch.ends(this, failure);
      }
      try {
        publishEnd();
      } finally {
        Enclosure.leaves(thread);
      }
    } else {
      member.leaves();
      try {
        publishEnd();
      } catch (Throwable t) { // its world is over
        member.fails(t, false);
      } finally {
        Enclosure.leaves(thread);
        member.ends();
      }
    }
  }

  /** Takes this out of the registry and all counts. */
  private void leave() {
    Registry.remove(entry);
    Census.memberEnds();
    Owner owner = entry.origin().owner();
    if (owner != null) {
      owner.goroutineEnds();
    }
  }

  private void publishEnd() {
    Object asked = END.compareAndExchange(this, (Object) null, ENDED);
    if (asked instanceof Signal signal) {
      signal.give();
    }
    if (onEnd != null) {
      onEnd.run();
    }
  }

  /** The default handler. */
  private static void print(Goroutine goroutine, Throwable failure) {
    print("goroutine " + goroutine.id() + " [" + goroutine.name() + "]", failure);
  }

  /** One print, so that reports of several threads do not mix. */
  private static void print(String thread, Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    System.err.print("uncaught in " + thread + ": " + text);
  }

  /** Only for what escapes {@link #run} itself: the virtual machine is out of stack or memory. */
  @Override
  public void uncaughtException(Thread t, Throwable e) {
    print(this, e);
  }

  @Override
  public long id() {
    return entry.id();
  }

  @Override
  public String name() {
    return entry.name();
  }

  @Override
  public void join() throws InterruptedException {
    joinUntil(TimeSource.NO_DEADLINE);
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      Member.before(Act.JOIN, this, null);
      Parking.throwIfInterrupted(WaitReason.JOIN, null);
      return hasEnded();
    }
    return joinUntil(TimeSource.deadlineAfter(nanos));
  }

  private boolean joinUntil(long deadline) throws InterruptedException {
    Member.before(Act.JOIN, this, null);
    Parking.throwIfInterrupted(WaitReason.JOIN, null);
    return hasEnded() || done().awaitClose(deadline);
  }

  @Override
  public Signal done() {
    Object seen = end;
    while (!(seen instanceof Signal)) {
      Signal fresh = new Signal(WaitReason.JOIN, "goroutine " + id(), id());
      if (seen == ENDED) {
        fresh.give();
      }
      Object before = END.compareAndExchange(this, seen, fresh);
      seen = before == seen ? fresh : before;
    }
    return (Signal) seen;
  }

  @Override
  public void interrupt() {
    Member.before(Act.INTERRUPT, this, null);
    thread.interrupt();
  }

  @Override
  public boolean isDone() {
    Member.before(Act.LOOK, this, null);
    return hasEnded();
  }

  /** Whether the end has been published. */
  boolean hasEnded() {
    Object seen = end;
    return seen == ENDED || (seen instanceof Signal signal && signal.hasClosed());
  }

  @Override
  public Optional<Throwable> failure() {
    return isDone() ? Optional.ofNullable(failure) : Optional.empty();
  }

  @Override
  public Thread thread() {
    return thread;
  }

  /** Null in the real world. */
  @Nullable Member member() {
    return member;
  }

  /** Null if nobody watches for its being garbage. */
  LeakProof.@Nullable Token token() {
    return entry.token();
  }

  /** Who started this, and where. */
  Origin origin() {
    return entry.origin();
  }

  @Override
  boolean isMember() {
    return true;
  }

  @Override
  public String toString() {
    return "Goroutine[" + id() + ", " + name() + (hasEnded() ? ", done]" : "]");
  }
}
