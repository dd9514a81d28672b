package dev.csp.examples.digesttree;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.patterns.ErrGroup;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 * Three stages, connected by two channels:
 *
 *                  jobs            +--------+
 *             +---------------->   | worker | x N ----+
 *   +------+  |                    +--------+         |  one channel for each file
 *   | walk | -+                                       v
 *   +------+  |    lines                          +--------+
 *             +---------------------------------> | report | ---> standard output
 *                                                 +--------+
 *
 * The workers finish in any order, the report is in the order of the walk. For each file the walk
 * makes a channel for one outcome, and sends it both ways: in the job, for the worker to send to,
 * and through lines, for the report to receive from. The report takes the channels in their order
 * and waits for each. This is Go's channel of channels.
 *
 * Bounds: lines has room for WINDOW files, and the walk waits while it is full. So at most WINDOW
 * files (and the few that the stages have in hand) are between the walk and the report, however
 * large the tree; and one slow file holds up the others only once they are WINDOW ahead of it.
 *
 * Ends: the walk closes both channels behind the last file; the workers and the report drain them
 * and return. What a member of the group throws cancels the group, which interrupts the other
 * members; so does the caller's context. The report is no member, but runs on the caller's thread,
 * so nobody interrupts it: it watches the context. If it fails itself, close cancels the group.
 * Whichever way it ends, close returns when every goroutine has.
 */
final class Pipeline {
  private static final int WINDOW = 1024;

  private final String algorithm;
  private final int workers;
  private final OnFailure onFailure;

  Pipeline(String algorithm, int workers, OnFailure onFailure) {
    this.algorithm = algorithm;
    this.workers = workers;
    this.onFailure = onFailure;
  }

  /**
   * Digests every file below the roots.
   *
   * @param parent stops everything when it ends
   * @throws ExecutionException if a stage failed; the cause is what it threw
   * @throws IOException if the report could not be written
   */
  void run(Context parent, List<String> roots, Report report)
      throws ExecutionException, IOException, InterruptedException, NoSuchAlgorithmException {
    Channel<Job> jobs = Channel.buffered("jobs", WINDOW);
    Channel<ReceiveChannel<Outcome>> lines = Channel.buffered("lines", WINDOW);
    try (ErrGroup group = new ErrGroup(parent)) {
      TreeWalk walk = new TreeWalk(jobs, lines, onFailure);
      group.go(() -> walk.walk(roots));
      for (int i = 0; i < workers; i++) {
        Worker worker = new Worker(MessageDigest.getInstance(algorithm), onFailure);
        group.go(() -> worker.work(jobs));
      }
      report.print(lines, group.context());
      group.await();
    }
  }
}
