package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A number of goroutines that take jobs from a bounded queue, and a channel with what became of
 * them.
 *
 * {@snippet file="dev/csp/examples/snippets/WorkerPoolSnippets.java" region="pool"}
 *
 * <p><b>Workers</b> are started when there are jobs for them, and never more than there are jobs
 * that have not ended. A job that throws does not cost its worker: the failure is its {@link
 * Result}. Only if the pool was told to {@linkplain Builder#onFailure stop at the first failure},
 * that ends it.
 *
 * <p><b>Results</b> come as the jobs end, or {@linkplain Builder#inOrder() in the order of their
 * submission}. Somebody must receive them: a worker whose result nobody takes waits, and when all
 * wait, so does {@code submit}. So a goroutine that submits all jobs first and receives after that
 * waits for ever, if there are more of them than fit; receive on another goroutine, or choose
 * between both with a select.
 *
 * <p><b>Bounds.</b> At most as many jobs as there may be workers and {@linkplain Builder#queue
 * places in the queue} are accepted and without a result on the channel, whatever the order in
 * which they end. There is nothing else that grows.
 *
 * <p><b>The end.</b> After {@link #drain} nothing more is accepted; what was accepted is finished,
 * and then the results are closed. {@link #close} stops now: it cancels the context of the jobs,
 * interrupts those that run, drops those that do not, and waits until every goroutine has ended;
 * the end of the parent does the same without the waiting. A pool that was stopped closes its
 * results with the {@linkplain Context#cause() cause} of that, behind what was sent before; so who
 * receives until a close without a cause has seen everything.
 *
 * <p><b>Failures that stop the pool.</b> As they come: the first failure stops it at once, and is
 * the cause; later ones are suppressed on it. In order: what was submitted before the job that
 * failed goes on and has its results; then come the close and the failure, as if the jobs had run
 * one after the other. In both cases the failure is no result, but the cause.
 *
 * <p><b>What is lost, and to whom it is reported.</b> Each job that was accepted is exactly one of:
 * received as a result; given to {@link Builder#onDroppedJob}, because it did not run; given to
 * {@link Builder#onUndelivered}, because it ran and its result was not received: by the time of the
 * close, that is, for what was on the channel. The hooks run on a worker, or on the thread that
 * closes. What they throw goes where {@link Undelivered} says.
 *
 * <p><b>From inside.</b> A job may {@link #trySubmit}. Whatever would wait for a worker is an
 * {@link IllegalStateException} on a worker, at once and always: {@code submit}, {@code await} and
 * {@code close}; it could wait for itself. A job that waits for such a call on another goroutine,
 * or a send on {@link #jobs()}, is not found out.
 *
 * <p><b>When not to use it.</b> For tasks without results, {@link ErrGroup} with a limit is less to
 * hold. If all jobs are there and all results are wanted, {@link ResultGroup} returns a list. If
 * the jobs are a stream that is already on a channel, make it a stage of a pipeline.
 *
 * <p><b>Memory effects.</b> Actions before the submission of a job happen-before its run; its
 * actions happen-before the receive of its result, and before an {@code await} or {@code close}
 * that returns.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of what a job returns
 */
@StartsForCaller
public final class WorkerPool<J, R extends @Nullable Object> implements AutoCloseable {
  /**
   * What a worker does with a job.
   *
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   */
  @FunctionalInterface
  public interface Work<J, R extends @Nullable Object> {
    /**
     * Does a job. Called by several workers at a time.
     *
     * @param job the job
     * @return the result
     * @throws Exception if there is none
     */
    R run(J job) throws Exception;
  }

  /**
   * What a worker does with a job, if it wants to know when to stop.
   *
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   */
  @FunctionalInterface
  public interface ContextWork<J, R extends @Nullable Object> {
    /**
     * Does a job. Called by several workers at a time.
     *
     * @param context ends when the pool is stopped; the worker is interrupted then, too
     * @param job the job
     * @return the result
     * @throws Exception if there is none
     */
    R run(Context context, J job) throws Exception;
  }

  /**
   * What became of a job.
   *
   * @param job the job
   * @param outcome what it returned or threw
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   */
  public record Result<J, R extends @Nullable Object>(J job, Outcome<R> outcome) {
    /** Checks its arguments. */
    public Result {
      requireNonNull(job, "job");
      requireNonNull(outcome, "outcome");
    }

    /**
     * Returns what the job returned, or throws.
     *
     * @return the value
     * @throws ExecutionException if the job failed; with what it threw as its cause
     */
    public R get() throws ExecutionException {
      return outcome.get();
    }
  }

  /**
   * The numbers of a pool at one instant: {@code accepted} is always the sum of {@code queued},
   * {@code running}, {@code done}, {@code failed} and {@code dropped}.
   *
   * @param workers how many goroutines work or wait for jobs
   * @param accepted how many jobs were accepted so far
   * @param queued how many of them have not begun
   * @param running how many of them run
   * @param done how many have returned, whether or not their result was received
   * @param failed how many have thrown
   * @param dropped how many will never run
   */
  public record Counts(
      int workers, long accepted, int queued, int running, long done, long failed, long dropped) {}

  /** What a builder has gathered. */
  record Setting<J, R extends @Nullable Object>(
      String name,
      ContextWork<? super J, ? extends R> work,
      int minWorkers,
      int maxWorkers,
      @Nullable Duration keepAlive,
      int queue,
      int results,
      boolean inOrder,
      OnFailure onFailure,
      @Nullable Consumer<? super J> droppedJobs,
      @Nullable Consumer<? super Result<J, R>> undelivered) {}

  private final Setting<J, R> setting;
  private final Context context;
  private final Workers<J, R> workers;

  private WorkerPool(Setting<J, R> setting, CancellableContext context) {
    this.setting = setting;
    this.context = context;
    this.workers = new Workers<>(setting, context);
    workers.stopWithContext();
  }

  /**
   * Begins the description of a pool.
   *
   * @param work what a worker does with a job
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   * @return the description: as many workers as there are {@linkplain Go#parallelism() carriers},
   *     no queue, results as they come
   * @throws NullPointerException if {@code work} is null
   */
  public static <J, R extends @Nullable Object> Builder<J, R> builder(
      Work<? super J, ? extends R> work) {
    requireNonNull(work, "work");
    return new Builder<>((context, job) -> work.run(job));
  }

  /**
   * Begins the description of a pool whose jobs are given the context that ends when they should
   * stop. Otherwise as {@link #builder(Work)}.
   *
   * @param work what a worker does with a job
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   * @return the description
   * @throws NullPointerException if {@code work} is null
   */
  public static <J, R extends @Nullable Object> Builder<J, R> builderWithContext(
      ContextWork<? super J, ? extends R> work) {
    return new Builder<>(requireNonNull(work, "work"));
  }

  // ---- jobs

  /**
   * Submits a job, waiting while there is no room.
   *
   * <p><b>Blocking.</b> Waits while as many jobs are accepted and undelivered as there are workers
   * and places in the queue. Those who wait are served in order. If the pool is drained or stopped
   * meanwhile, returns false at once.
   *
   * <p><b>Interruption.</b> If interrupted before the job is accepted, throws, and it was not
   * accepted.
   *
   * @param job the job
   * @return true if it was accepted; false if the pool accepts no more, and then it will not run
   *     and is given to no hook
   * @throws InterruptedException if the calling thread is interrupted, and the pool is open
   * @throws IllegalStateException if the caller is a worker of this pool
   * @throws NullPointerException if {@code job} is null
   */
  public boolean submit(J job) throws InterruptedException {
    return workers.submit(requireNonNull(job, "job"), null) == Sent.SENT;
  }

  /**
   * Submits a job, waiting at most the given time while there is no room. Otherwise as {@link
   * #submit(Object)}.
   *
   * @param job the job
   * @param timeout how long to wait; zero or negative tries once
   * @return {@link Sent#SENT} if it was accepted; otherwise it will not run and is given to no
   *     hook: {@link Sent#FULL} if time ran out, {@link Sent#CLOSED} if the pool accepts no more
   * @throws InterruptedException if the calling thread is interrupted, and the pool is open
   * @throws IllegalStateException if the caller is a worker of this pool
   * @throws NullPointerException if an argument is null
   */
  public Sent submit(J job, Duration timeout) throws InterruptedException {
    return workers.submit(requireNonNull(job, "job"), requireNonNull(timeout, "timeout"));
  }

  /**
   * Submits a job if there is room now. Never blocks, and does not look at the interrupt flag. A
   * job of this pool may call it, too.
   *
   * @param job the job
   * @return {@link Sent#SENT} if it was accepted; otherwise it will not run and is given to no
   *     hook: {@link Sent#FULL} if there is no room, or others wait for it, {@link Sent#CLOSED} if
   *     the pool accepts no more
   * @throws NullPointerException if {@code job} is null
   */
  public Sent trySubmit(J job) {
    return workers.trySubmit(requireNonNull(job, "job"));
  }

  /**
   * Returns a channel on which jobs can be sent: for a select, and for code that sends on channels.
   * What was sent is accepted. It is unbuffered, and costs a goroutine from the first call on,
   * which submits what it receives; so one job more than the bounds say can be on its way, and is
   * counted a moment after its send.
   *
   * <p>Closing the channel drains the pool; with a cause, the results are closed with that cause
   * behind the last of them. When the pool is drained or stopped, the channel is closed.
   *
   * @return the channel; the same on every call
   */
  public SendChannel<J> jobs() {
    return workers.door();
  }

  // ---- results

  /**
   * Returns the channel of the results. When it is closed, no worker is left. It is closed without
   * a cause if the pool was drained and every job that it accepted has its result; otherwise with
   * the cause, see above.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Result<J, R>> results() {
    return workers.results();
  }

  // ---- state

  /**
   * Counts jobs and workers, all at one instant.
   *
   * @return the numbers
   */
  public Counts counts() {
    return workers.counts();
  }

  /**
   * Returns the context that the jobs are given. It ends when the pool has ended, in whatever way.
   *
   * @return the context; the same on every call
   */
  public Context context() {
    return context;
  }

  // ---- the end

  /**
   * Returns the channel that closes when the pool has ended, in whatever way: {@link #await} as a
   * case of a select. Its goroutines have then left {@link Go#count()}.
   *
   * @return the channel; never carries a value
   */
  public ReceiveChannel<Void> done() {
    return workers.done();
  }

  /**
   * Accepts no more jobs; those that were accepted are finished. Who waits in {@code submit} is
   * refused. Never blocks; may be called by a job. A second call does nothing.
   */
  public void drain() {
    workers.drain(null);
  }

  /**
   * Waits until the pool has ended: by {@link #drain}, when the last result was received or has
   * room on the channel; by {@link #close} or the end of the parent, when the last job has heeded
   * it. Its goroutines have then left {@link Go#count()}. Does not drain by itself.
   *
   * @throws InterruptedException if the calling thread is interrupted; the pool goes on
   * @throws IllegalStateException if the caller is a worker of this pool
   */
  public void await() throws InterruptedException {
    workers.await();
  }

  /**
   * Waits at most the given time until the pool has ended.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return whether it has ended
   * @throws InterruptedException if the calling thread is interrupted; the pool goes on
   * @throws IllegalStateException if the caller is a worker of this pool
   * @throws NullPointerException if {@code timeout} is null
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return workers.await(requireNonNull(timeout, "timeout"));
  }

  /**
   * Stops the pool now, waits until its goroutines have left {@link Go#count()}, and gives up the
   * results that nobody has received, also after a {@link #drain}: so receive them before. A second
   * close does the same.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   *
   * @throws IllegalStateException if the caller is a worker of this pool; nothing was done
   */
  @Override
  public void close() {
    workers.close();
  }

  /** Shows the name and the counts, no user values. */
  @Override
  public String toString() {
    Counts counts = counts();
    return "WorkerPool["
        + setting.name()
        + ", "
        + counts.workers()
        + " of "
        + setting.maxWorkers()
        + " workers, "
        + counts.queued()
        + " queued, "
        + counts.running()
        + " running"
        + (workers.isEnded() ? ", ended]" : "]");
  }

  /**
   * The description of a pool. Not for several threads at once.
   *
   * @param <J> the type of the jobs
   * @param <R> the type of what a job returns
   */
  public static final class Builder<J, R extends @Nullable Object> {
    private final ContextWork<? super J, ? extends R> work;
    private String name = "worker";
    private int minWorkers = Go.parallelism();
    private int maxWorkers = Go.parallelism();
    private @Nullable Duration keepAlive;
    private int queue;
    private int results;
    private boolean inOrder;
    private OnFailure onFailure = OnFailure.CONTINUE;
    private @Nullable Consumer<? super J> droppedJobs;
    private @Nullable Consumer<? super Result<J, R>> undelivered;

    private Builder(ContextWork<? super J, ? extends R> work) {
      this.work = work;
    }

    /**
     * Names the pool: its goroutines are called so with a number, its channels with what they are.
     *
     * @param poolName the name, for dumps and messages
     * @return this
     * @throws NullPointerException if {@code poolName} is null
     */
    public Builder<J, R> named(String poolName) {
      name = requireNonNull(poolName, "poolName");
      return this;
    }

    /**
     * Sets a fixed number of workers. They are started as jobs come, and stay.
     *
     * @param number how many there are at most
     * @return this
     * @throws IllegalArgumentException if {@code number} is less than 1
     */
    public Builder<J, R> workers(int number) {
      checkAtLeast(1, "workers", number);
      minWorkers = number;
      maxWorkers = number;
      keepAlive = null;
      return this;
    }

    /**
     * Lets the number of workers follow the work: they are started as jobs come, and those that
     * have been idle for a while end.
     *
     * @param min how many stay, once they were started
     * @param max how many there are at most
     * @param idle how long a worker waits for a job before it ends
     * @return this
     * @throws IllegalArgumentException if {@code min} is negative, {@code max} is less than 1 or
     *     than {@code min}, or {@code idle} is not positive
     * @throws NullPointerException if {@code idle} is null
     */
    public Builder<J, R> workers(int min, int max, Duration idle) {
      checkAtLeast(0, "workers", min);
      checkAtLeast(Math.max(1, min), "most workers", max);
      if (requireNonNull(idle, "idle").isNegative() || idle.isZero()) {
        throw new IllegalArgumentException("idle must be > 0, was " + idle);
      }
      minWorkers = min;
      maxWorkers = max;
      keepAlive = idle;
      return this;
    }

    /**
     * Sets how many jobs are accepted beyond those that all workers can have in hand. None by
     * default: {@code submit} waits while all are busy.
     *
     * @param places how many
     * @return this
     * @throws IllegalArgumentException if {@code places} is negative
     */
    public Builder<J, R> queue(int places) {
      checkAtLeast(0, "places", places);
      queue = places;
      return this;
    }

    /**
     * Sets the capacity of the channel of the results; 0 by default.
     *
     * @param capacity how many results may wait there
     * @return this
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public Builder<J, R> results(int capacity) {
      checkAtLeast(0, "capacity", capacity);
      results = capacity;
      return this;
    }

    /**
     * Delivers the results in the order in which the jobs were accepted. A result that is not next
     * is held back and counts against the bounds; so a queue that is longer lets the others run
     * further ahead of a slow job.
     *
     * @return this
     */
    public Builder<J, R> inOrder() {
      inOrder = true;
      return this;
    }

    /**
     * Sets what the failure of a job means. By default the others go on, and the failure is a
     * result.
     *
     * @param meaning with {@link OnFailure#CANCEL} the first failure stops the pool
     * @return this
     * @throws NullPointerException if {@code meaning} is null
     */
    public Builder<J, R> onFailure(OnFailure meaning) {
      onFailure = requireNonNull(meaning, "meaning");
      return this;
    }

    /**
     * Sets who gets the jobs that were accepted and will never run.
     *
     * @param hook gets each of them exactly once
     * @return this
     * @throws NullPointerException if {@code hook} is null
     */
    public Builder<J, R> onDroppedJob(Consumer<? super J> hook) {
      droppedJobs = requireNonNull(hook, "hook");
      return this;
    }

    /**
     * Sets who gets the results, failures too, that nobody has received.
     *
     * @param hook gets each of them exactly once
     * @return this
     * @throws NullPointerException if {@code hook} is null
     */
    public Builder<J, R> onUndelivered(Consumer<? super Result<J, R>> hook) {
      undelivered = requireNonNull(hook, "hook");
      return this;
    }

    /**
     * Opens a pool of this description. No goroutine is started yet. The description can be changed
     * and used again.
     *
     * @param context its end stops the pool
     * @return the pool; close it
     * @throws NullPointerException if {@code context} is null
     */
    public WorkerPool<J, R> open(Context context) {
      return new WorkerPool<>(
          new Setting<>(
              name,
              work,
              minWorkers,
              maxWorkers,
              keepAlive,
              queue,
              results,
              inOrder,
              onFailure,
              droppedJobs,
              undelivered),
          requireNonNull(context, "context").withCancel());
    }

    private static void checkAtLeast(int least, String what, int number) {
      if (number < least) {
        throw new IllegalArgumentException(what + " must be >= " + least + ", was " + number);
      }
    }
  }
}
