package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.Outcome;
import dev.csp.patterns.WorkerPool;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A batch of jobs for a few workers, with results; what becomes of a job that fails; and an early
 * stop.
 *
 * <p><b>Go.</b> A channel of jobs, which the sender closes behind the last; N goroutines that range
 * over it; a {@code WaitGroup} to know when all results are there. Whoever stops reading results
 * must tell the workers, or they wait in their sends for ever.
 *
 * <p><b>Java.</b> The same, in a group. A failure that is part of the job is a result like any
 * other. One that is thrown stops all. Whoever has enough leaves the block; closing the group then
 * interrupts the workers and waits for them, so they cannot be forgotten. {@link WorkerPool} has
 * all that ready, and results in the order of the jobs.
 *
 * <p>The jobs are numbers to factorize. The workers compute, so there is one for each carrier.
 *
 * <p>Usage: {@code ProcessBatch [NUMBER...]}. Exit status: 0 if every job was done (without an
 * argument: all but the one that is no number), 1 if not.
 */
public final class ProcessBatch {
  private static final int WORKERS = Go.parallelism();
  private static final int ENOUGH = 3;
  private static final int DEFAULT_JOBS = 20;

  /** What became of a job. */
  sealed interface Result {
    /** The number is the product of these primes. */
    record Factors(String job, List<Long> primes) implements Result {
      @Override
      public String toString() {
        return job + " = " + String.join(" * ", primes.stream().map(String::valueOf).toList());
      }
    }

    /** The job could not be done. */
    record Failure(String job, Throwable why) implements Result {
      @Override
      public String toString() {
        return "failed: " + why.getMessage();
      }
    }
  }

  /** What a worker does with a job. */
  @FunctionalInterface
  interface Work {
    Result on(String job) throws Exception;
  }

  private ProcessBatch() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, List.of(args)));
  }

  static int run(PrintStream out, List<String> numbers) throws Exception {
    List<String> batch = numbers.isEmpty() ? someNumbers() : numbers;
    int toFail = numbers.isEmpty() ? 1 : 0;

    out.println("the whole batch:");
    List<Result> all = process(batch, ProcessBatch::factorsOrFailure, Integer.MAX_VALUE);
    all.forEach(result -> out.println("  " + result));

    out.println("the first " + ENOUGH + ", and then a stop:");
    List<Result> some = process(batch, ProcessBatch::factorsOrFailure, ENOUGH);
    some.forEach(result -> out.println("  " + result));

    out.println("the whole batch, or nothing:");
    try {
      out.println("  done: " + process(batch, ProcessBatch::factors, Integer.MAX_VALUE).size());
    } catch (ExecutionException e) {
      out.println("  stopped: " + e.getMessage());
    }

    out.println("the whole batch by a WorkerPool, in order:");
    List<Result> ordered = processInPool(batch, ProcessBatch::factors);
    ordered.forEach(result -> out.println("  " + result));
    return all.stream().filter(Result.Failure.class::isInstance).count() == toFail ? 0 : 1;
  }

  /**
   * Has the jobs done by the workers.
   *
   * @param work what it throws stops the batch
   * @param enough stops the batch after so many results
   * @return the results, in the order in which they came
   * @throws ExecutionException if the work threw; the cause is what it threw
   */
  static List<Result> process(List<String> batch, Work work, int enough)
      throws InterruptedException, ExecutionException {
    Channel<String> jobs = Channel.unbuffered("jobs");
    Channel<Result> results = Channel.unbuffered("results");
    List<Result> received = new ArrayList<>();
    try (ErrGroup group = new ErrGroup()) {
      WaitGroup working = new WaitGroup();
      working.add(WORKERS);
      group.go( // before the others: a group that a failure has cancelled takes no more members
          () -> {
            try (results) {
              working.await(); // until the last worker has sent its last result
            }
          });
      group.go(() -> sendAll(batch, jobs));
      for (int i = 0; i < WORKERS; i++) {
        group.go(() -> {
          try {
            work(jobs, work, results);
          } finally {
            working.done();
          }
        });
      }
      for (Result result : results) {
        received.add(result);
        if (received.size() >= enough) {
          return received; // closes the group: the workers are interrupted, and waited for
        }
      }
      group.await(); // throws what a worker threw
    }
    return received;
  }

  /**
   * The same with the pool of the library: in the order of the jobs, and what the work throws is a
   * result.
   */
  static List<Result> processInPool(List<String> batch, Work work) throws InterruptedException {
    List<Result> received = new ArrayList<>();
    try (WorkerPool<String, Result> pool =
        WorkerPool.<String, Result>builder(work::on)
            .workers(WORKERS)
            .inOrder()
            .open(Context.background())) {
      Goroutine submitting =
          Go.go(() -> {
            for (String job : batch) {
              pool.submit(job);
            }
            pool.drain(); // no more jobs: the results are closed behind the last
          });
      for (WorkerPool.Result<String, Result> result : pool.results()) {
        received.add(
            switch (result.outcome()) {
              case Outcome.Done<Result>(Result done) -> done;
              case Outcome.Failed<Result>(Throwable why) -> new Result.Failure(result.job(), why);
            });
      }
      submitting.join();
    }
    return received;
  }

  private static void sendAll(List<String> batch, SendChannel<String> jobs)
      throws InterruptedException {
    try (jobs) {
      for (String job : batch) {
        jobs.send(job);
      }
    }
  }

  /** One worker: until there are no more jobs. */
  private static void work(ReceiveChannel<String> jobs, Work work, SendChannel<Result> results)
      throws Exception {
    for (String job : jobs) {
      results.send(work.on(job));
    }
  }

  // ---- the work

  private static Result factorsOrFailure(String job) {
    try {
      return factors(job);
    } catch (IllegalArgumentException e) {
      return new Result.Failure(job, e);
    }
  }

  private static Result factors(String job) {
    List<Long> primes = new ArrayList<>();
    long rest = parse(job);
    for (long divisor = 2; divisor * divisor <= rest; divisor++) {
      while (rest % divisor == 0) {
        primes.add(divisor);
        rest /= divisor;
      }
    }
    if (rest > 1 || primes.isEmpty()) {
      primes.add(rest);
    }
    return new Result.Factors(job, primes);
  }

  private static long parse(String job) {
    if (!job.matches("[1-9][0-9]{0,11}")) {
      throw new IllegalArgumentException("\"" + job + "\" is no number from 1 to 999999999999");
    }
    return Long.parseLong(job);
  }

  /** With one in the middle that is no number. */
  private static List<String> someNumbers() {
    List<String> numbers = new ArrayList<>();
    for (long n = 900_000_000_001L; numbers.size() < DEFAULT_JOBS; n += 2) {
      numbers.add(Long.toString(n));
    }
    numbers.set(DEFAULT_JOBS / 2, "ten");
    return numbers;
  }
}
