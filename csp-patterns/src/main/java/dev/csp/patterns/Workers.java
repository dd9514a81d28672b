package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The workers of a pool and the way of a job through it:
 *
 *    submit ──► a slot ──► accepted: ticket, jobs ──► a worker: begun ──► ended ──► Delivery ──► results, slot free
 *                  │            │                        │                             │
 *               refused      (start a worker)         dropped ──► hook             undelivered ──► hook
 *
 * A job has a slot from before its acceptance until its result is on the results channel (or given up). There are as many slots as
 * workers and places in the queue together. So that one number bounds the memory of the pool: the queue, the results that wait for
 * an earlier one, and those that nobody reads; and the jobs channel, which has room for as many, is never full.
 *
 * Held whenever the lock is free:
 *   - accepted = queued + running + done + failed + dropped
 *   - queued jobs are in the jobs channel, or in the hand of a worker that has not begun them yet
 *   - workers is the number of workers that were reserved and have not left, busy the number of those that have begun a job and not
 *     yet delivered its result. If a job is queued, there is a worker that is not busy, or all that there may be are there
 *   - so there are never more workers than jobs that were accepted and have not ended, when one is started
 *   - nothing is accepted in any phase but OPEN, with one exception: what the feeder has in hand when the pool is drained
 *   - runs holds the runs that the end of the context must interrupt; after the phase is STOPPED none is added
 *   - ended is set once, when nothing more can come: nothing is accepted, nothing is queued, no worker and no feeder is left
 *
 * Phases: OPEN ─► DRAINING ─► STOPPING ─► STOPPED, forward only, any may be skipped. STOPPING is for a pool in order that stops at
 * the first failure: what comes before it in order goes on, what comes after it is interrupted or dropped.
 *
 * Races:
 *   - submit against the end of a worker: a worker that was idle for too long leaves under the lock, and only if nothing is queued;
 *     whoever accepts the next job sees one worker less
 *   - submit against drain and stop: the phase changes under the lock, jobs are accepted under the lock
 *   - a worker is started outside the lock, before the job for which it is started is accepted: if there is no memory for a thread,
 *     the job is refused with that error, and nothing has to be taken back but numbers. Others may get that worker: see promised
 *   - the interrupt against the end of a job: see Interruptible; it never hits the delivery or the next job
 *   - the end: whoever makes the condition of ended true, sees that under the lock, and finishes outside
 *
 * Under the lock nothing is run, started, interrupted or closed, and nothing is waited for; jobs.trySend is called there, which
 * wakes a worker.
 */
/** The workers of a pool and the way of a job through it. */
@StartsForCaller
final class Workers<J, R extends @Nullable Object> {
  /** A job that was accepted; tickets count up from 0 in the order of acceptance. */
  private record Accepted<J>(long ticket, J job) {}

  private enum Phase {
    OPEN,
    DRAINING,
    STOPPING,
    STOPPED
  }

  private final WorkerPool.Setting<J, R> setting;
  private final CancellableContext context;
  private final Carrier.Captured captured;
  private final Channel<Boolean> slots;
  private final Channel<Accepted<J>> jobs;
  private final Channel<J> door;
  private final Delivery<J, R> delivery;
  private final Failures failures = new Failures();

  /** Closed when nothing more is accepted. */
  private final Channel<Void> shut = Channel.unbuffered("WorkerPool.shut");

  /** All goroutines, and one more until the end. */
  private final WaitGroup goroutines = new WaitGroup();

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Phase phase = Phase.OPEN;
  private boolean ended;
  private boolean wasDrained;
  private @Nullable Throwable drainCause;
  private boolean hasFeeder;
  private boolean feeds;
  private int workers;
  private int busy;
  private int promised;
  private long started;
  private long accepted;
  private int queued;
  private int running;
  private long done;
  private long failed;
  private long dropped;
  private long firstFailed = Long.MAX_VALUE;
  private final Set<Run> runs = new HashSet<>();

  Workers(WorkerPool.Setting<J, R> setting, CancellableContext context) {
    this.setting = setting;
    this.context = context;
    this.captured = Members.capture(context);
    int room = (int) Math.min(Integer.MAX_VALUE, (long) setting.maxWorkers() + setting.queue());
    this.slots = Channel.buffered(setting.name() + ".slots", room);
    this.jobs = Channel.buffered(setting.name() + ".queue", room);
    this.door = Channel.unbuffered(setting.name() + ".jobs");
    this.delivery = new Delivery<>(setting, context, slots);
    goroutines.add(1);
  }

  /** From now on the end of the context stops the pool. */
  void stopWithContext() {
    context.onDone(this::stop);
  }

  ReceiveChannel<WorkerPool.Result<J, R>> results() {
    return delivery.results();
  }

  WorkerPool.Counts counts() {
    lock.lock();
    try {
      return new WorkerPool.Counts(workers, accepted, queued, running, done, failed, dropped);
    } finally {
      lock.unlock();
    }
  }

  boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  // ---- the way in

  /** Waits for a slot, at most the given time if there is one, and submits. */
  Sent submit(J job, @Nullable Duration timeout) throws InterruptedException {
    checkOutside("wait for room in its own queue; use trySubmit");
    if (isShut()) {
      return Sent.CLOSED;
    }
    Sent room;
    try {
      room =
          Select.selectFirst(
              Select.receive(shut, nothing -> Sent.CLOSED, () -> Sent.CLOSED),
              Select.send(slots, true, () -> Sent.SENT),
              Select.after(timeout == null ? Duration.ZERO : timeout, () -> Sent.FULL)
                  .when(timeout != null));
    } catch (InterruptedException e) {
      if (!isShut()) {
        throw e;
      }
      // The interrupt, perhaps, of a group that was cancelled with the pool: the answer must not
      // depend on which of the two this thread saw first.
      Thread.currentThread().interrupt();
      return Sent.CLOSED;
    }
    return room == Sent.SENT ? accept(job, false) : room;
  }

  Sent trySubmit(J job) {
    if (slots.trySend(true) == Sent.SENT) {
      return accept(job, false);
    }
    return isShut() ? Sent.CLOSED : Sent.FULL;
  }

  /** Also between the end of the context and the callback. */
  private boolean isShut() {
    return shut.isClosed() || context.isDone();
  }

  /** Accepts a job that has its slot; or refuses it, and then the slot is free again. */
  private Sent accept(J job, boolean fromFeeder) {
    long newWorker = 0;
    lock.lock();
    try {
      if (isOpen(fromFeeder)) {
        if (workers == setting.maxWorkers() || queued + promised < workers - busy) {
          put(job);
          return Sent.SENT;
        }
        workers++;
        promised++;
        newWorker = ++started;
      }
    } finally {
      lock.unlock();
    }
    boolean wasAccepted = false;
    try {
      wasAccepted = newWorker > 0 && acceptWith(newWorker, job, fromFeeder);
    } finally {
      if (!wasAccepted) {
        slots.tryReceive();
      }
    }
    return wasAccepted ? Sent.SENT : Sent.CLOSED;
  }

  /** Starts the worker that was reserved and promised to the job, and then accepts that. */
  private boolean acceptWith(long newWorker, J job, boolean fromFeeder) {
    boolean hasStarted = false;
    try {
      goroutines.go(setting.name() + "-" + newWorker, new Worker());
      hasStarted = true;
    } finally {
      if (!hasStarted) { // no memory for a thread
        leave(1);
      }
    }
    lock.lock();
    try {
      promised--;
      if (!isOpen(fromFeeder)) {
        return false;
      }
      put(job);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A worker has ended; or it has not begun, and then a promise goes with it. */
  private void leave(int promises) {
    boolean last;
    lock.lock();
    try {
      promised -= promises;
      workers--;
      last = mayEnd();
    } finally {
      lock.unlock();
    }
    if (last) {
      finish();
    }
  }

  /** Under the lock. */
  private boolean isOpen(boolean fromFeeder) {
    return phase == Phase.OPEN || (fromFeeder && phase == Phase.DRAINING);
  }

  /** Under the lock. */
  private void put(J job) {
    queued++;
    jobs.trySend(new Accepted<>(accepted++, job)); // there is room: it has a slot
  }

  private void checkOutside(String what) {
    if (threads.contains(Thread.currentThread())) {
      throw new IllegalStateException("a worker of pool " + setting.name() + " must not " + what);
    }
  }

  // ---- the door for those who select

  SendChannel<J> door() {
    boolean isFirst;
    lock.lock();
    try {
      isFirst = !hasFeeder && phase == Phase.OPEN;
      if (isFirst) {
        hasFeeder = true;
        feeds = true;
      }
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      boolean hasStarted = false;
      try {
        goroutines.go(setting.name() + "-feeder", this::feed);
        hasStarted = true;
      } finally {
        if (!hasStarted) { // no memory for a thread
          feederLeaves(true);
        }
      }
    }
    return door.sendOnly();
  }

  /** What the feeder does: it takes what comes through the door, and submits it. */
  private void feed() {
    threads.add(Thread.currentThread());
    try {
      boolean more = true;
      while (more) {
        more =
            switch (nextFromDoor()) {
              case Received.Value<J>(J job) -> {
                feed(job);
                yield true;
              }
              case Received.Closed<J>(Optional<Throwable> cause) -> {
                drain(cause.orElse(null));
                yield false;
              }
              case Received.Empty<J> stopped -> false;
            };
      }
    } finally {
      threads.remove(Thread.currentThread());
      feederLeaves(false);
    }
  }

  /** Empty means that the pool was stopped. */
  private Received<J> nextFromDoor() {
    while (true) {
      try {
        return Select.selectFirst(
            Select.done(context.done(), () -> new Received.Empty<J>()),
            Select.receiveOrClosed(door));
      } catch (InterruptedException e) { // by a hook of the user's, perhaps; not by us
      }
    }
  }

  /** Submits a job that the feeder has in hand, so that it is accepted already. */
  private void feed(J job) {
    if (awaitSlot() && accept(job, true) == Sent.SENT) {
      return;
    }
    lock.lock();
    try {
      accepted++;
      dropped++;
    } finally {
      lock.unlock();
    }
    report(job);
  }

  private boolean awaitSlot() {
    while (true) {
      try {
        return Select.<Boolean>selectFirst(
            Select.done(context.done(), () -> false), Select.send(slots, true, () -> true));
      } catch (InterruptedException e) { // by a hook of the user's, perhaps; not by us
      }
    }
  }

  private void feederLeaves(boolean neverBegan) {
    boolean closesJobs;
    boolean last;
    lock.lock();
    try {
      hasFeeder = !neverBegan;
      feeds = false;
      closesJobs = phase != Phase.OPEN;
      last = mayEnd();
    } finally {
      lock.unlock();
    }
    if (closesJobs) {
      jobs.close();
    }
    if (last) {
      finish();
    }
  }

  // ---- the ends

  /** Accepts no more; what was accepted is finished. */
  void drain(@Nullable Throwable cause) {
    boolean closesJobs;
    boolean last;
    lock.lock();
    try {
      if (phase != Phase.OPEN) {
        return;
      }
      phase = Phase.DRAINING;
      // Who drains after the end of the context may have been refused a job before that.
      wasDrained = !context.isDone();
      drainCause = cause;
      closesJobs = !feeds;
      last = mayEnd();
    } finally {
      lock.unlock();
    }
    shut.close();
    door.close();
    if (closesJobs) {
      jobs.close();
    }
    if (last) {
      finish();
    }
  }

  /** In a pool in order that stops at the first failure: what comes after this job ends now. */
  private void stopAfter(long ticket) {
    List<Run> later = new ArrayList<>();
    lock.lock();
    try {
      if (ticket >= firstFailed) {
        return;
      }
      firstFailed = ticket;
      if (phase != Phase.STOPPED) {
        phase = Phase.STOPPING;
      }
      for (Run run : runs) {
        if (run.ticket > ticket) {
          later.add(run);
        }
      }
    } finally {
      lock.unlock();
    }
    shutAll();
    later.forEach(Run::interrupt);
  }

  /** The callback of the context; and whoever sees the end of the context before that. */
  private void stop() {
    List<Run> all;
    boolean last;
    lock.lock();
    try {
      if (phase == Phase.STOPPED) {
        return;
      }
      phase = Phase.STOPPED;
      all = List.copyOf(runs);
      last = mayEnd();
    } finally {
      lock.unlock();
    }
    shutAll();
    all.forEach(Run::interrupt);
    if (last) {
      finish();
    }
  }

  private void shutAll() {
    shut.close();
    Throwable cause = context.cause().orElse(null);
    if (cause == null) {
      door.close();
    } else {
      door.close(cause);
    }
    jobs.close();
  }

  /** Under the lock: whether the caller must finish. */
  private boolean mayEnd() {
    if (ended || phase == Phase.OPEN || workers > 0 || queued > 0 || feeds) {
      return false;
    }
    ended = true;
    return true;
  }

  /**
   * Once, when all have left: closes the results. Without a cause of ours only if the pool was
   * drained and every job that it accepted has a result that was sent.
   */
  private void finish() {
    boolean complete;
    Throwable cause;
    lock.lock();
    try {
      complete = wasDrained && dropped == 0 && !delivery.hasLost();
      cause = drainCause;
    } finally {
      lock.unlock();
    }
    delivery.close(complete ? cause : context.cause().orElse(null));
    context.cancel(); // leave the parent
    goroutines.done();
  }

  /** Stops now, waits for all goroutines, and gives up the results that nobody has received. */
  void close() {
    checkOutside("close it: it would wait for itself");
    context.cancel();
    boolean interrupted = Waits.interruptedWhile(goroutines::await);
    delivery.discard();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  ReceiveChannel<Void> done() {
    return goroutines.zero();
  }

  void await() throws InterruptedException {
    checkOutside("wait for its end: it would wait for itself");
    goroutines.await();
  }

  boolean await(Duration timeout) throws InterruptedException {
    checkOutside("wait for its end: it would wait for itself");
    return goroutines.await(timeout);
  }

  private void report(J job) {
    Consumer<? super J> hook = setting.droppedJobs();
    if (hook != null) {
      Undelivered.report(hook, job);
    }
  }

  // ---- the workers

  /** One run of one job. */
  private static final class Run extends Interruptible {
    final long ticket;

    Run(long ticket) {
      this.ticket = ticket;
    }
  }

  @StartsForCaller
  private final class Worker implements Task {
    private boolean isRetired;

    @Override
    public void run() {
      Thread self = Thread.currentThread();
      threads.add(self);
      try {
        Accepted<J> next = next();
        while (next != null) {
          work(next.ticket(), next.job());
          next = next();
        }
        if (context.isDone()) {
          giveUp();
        }
      } finally {
        threads.remove(self);
        if (!isRetired) {
          leave(0);
        }
      }
    }

    /** Waits for a job; null if there is none for this worker. */
    private @Nullable Accepted<J> next() {
      while (true) {
        switch (receive()) {
          case Received.Value<Accepted<J>>(Accepted<J> next) -> {
            return next;
          }
          case Received.Closed<Accepted<J>> none -> {
            return null;
          }
          case Received.Empty<Accepted<J>> idle -> {
            if (retire()) {
              isRetired = true;
              return null;
            }
          }
        }
      }
    }

    private Received<Accepted<J>> receive() {
      Duration keepAlive = setting.keepAlive();
      while (true) {
        try {
          return Select.selectFirst(
              Select.done(context.done(), () -> closed()),
              Select.receiveOrClosed(jobs),
              Select.after(
                      keepAlive == null ? Duration.ZERO : keepAlive,
                      () -> new Received.Empty<Accepted<J>>())
                  .when(keepAlive != null));
        } catch (InterruptedException e) { // by a job that has kept this thread; not by us
        }
      }
    }

    /** Leaves, if there is a worker for every job without this one. */
    private boolean retire() {
      lock.lock();
      try {
        if (workers <= setting.minWorkers() || queued + promised >= workers - busy) {
          return false;
        }
        workers--;
        if (!mayEnd()) {
          return true;
        }
      } finally {
        lock.unlock();
      }
      finish();
      return true;
    }

    private void work(long ticket, J job) {
      Run run = new Run(ticket);
      if (!begin(run)) {
        report(job);
        slots.tryReceive();
        return;
      }
      try {
        run.begin();
        Outcome<R> outcome =
            Outcome.of(() -> captured.call(() -> setting.work().run(context, job)));
        run.end();
        end(run, outcome);
        delivery.deliver(ticket, new WorkerPool.Result<>(job, outcome));
      } finally {
        lock.lock();
        try {
          busy--;
        } finally {
          lock.unlock();
        }
      }
    }

    /** Begins a job, unless it must not run any more. */
    private boolean begin(Run run) {
      lock.lock();
      try {
        queued--;
        if (phase == Phase.STOPPED || run.ticket > firstFailed) {
          dropped++;
          return false;
        }
        running++;
        busy++;
        runs.add(run);
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** A job has ended, and cannot be interrupted any more. */
    private void end(Run run, Outcome<R> outcome) {
      lock.lock();
      try {
        running--;
        runs.remove(run);
        switch (outcome) {
          case Outcome.Done<R> returned -> done++;
          case Outcome.Failed<R> threw -> failed++;
        }
      } finally {
        lock.unlock();
      }
      if (setting.onFailure() == OnFailure.CANCEL
          && outcome instanceof Outcome.Failed<R>(Throwable failure)
          && !Failures.isQuiet(failure, context)) {
        if (setting.inOrder()) {
          stopAfter(run.ticket);
        } else if (failures.add(failure)) {
          context.cancel(failure);
        }
      }
    }

    /** The pool was stopped: what nobody has begun goes to the hook. */
    private void giveUp() {
      stop();
      while (jobs.tryReceive() instanceof Received.Value<Accepted<J>>(Accepted<J> next)) {
        work(next.ticket(), next.job()); // is dropped
      }
      delivery.giveUp();
    }
  }

  private static <T> Received<T> closed() {
    return new Received.Closed<>(Optional.empty());
  }
}
