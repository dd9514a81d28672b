package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.STOP;

import dev.csp.benchmarks.peers.Jobs;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs out to workers, results in to one collector. */
final class Fan {
  private final Jobs.Job[] jobs;

  Fan(int jobs) {
    this.jobs = Jobs.make(jobs);
  }

  int size() {
    return jobs.length;
  }

  long run(Kit kit, int workers, int capacity) throws InterruptedException {
    Pipe out = kit.sharedPipe(capacity);
    Pipe in = kit.sharedPipe(capacity);
    var sum = new AtomicLong();
    var crew = new Crew(kit);
    for (int i = 0; i < workers; i++) {
      crew.start(() -> work(out, in));
    }
    crew.start(() -> handOut(out, workers));
    crew.start(() -> sum.set(collect(in)));
    crew.join();
    return sum.get();
  }

  private void handOut(Pipe out, int workers) throws InterruptedException {
    for (Jobs.Job job : jobs) {
      out.put(job);
    }
    for (int i = 0; i < workers; i++) {
      out.put(STOP);
    }
  }

  private static void work(Pipe from, Pipe to) throws InterruptedException {
    for (Object job = from.take(); job != STOP; job = from.take()) {
      ((Jobs.Job) job).run();
      to.put(job);
    }
  }

  private long collect(Pipe in) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < jobs.length; i++) {
      sum += ((Jobs.Job) in.take()).result();
    }
    return sum;
  }
}
