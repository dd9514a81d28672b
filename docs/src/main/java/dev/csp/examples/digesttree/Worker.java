package dev.csp.examples.digesttree;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/*
 * The second stage, of which there are several: takes a job, reads the file, sends what became of
 * it.
 *
 * The buffer and the digest belong to the worker and go from file to file with it, so memory
 * depends on the number of workers and not on the size of the files.
 *
 * Virtual threads are not preempted, and a file can be large: so now and then the worker sleeps
 * for a moment, and lets others run. Yielding is not enough: the scheduler of JDK 25 has several
 * queues, and workers that yield on every carrier starve whoever waits in another one, for ever.
 *
 * A file channel, and not a stream, because it can be interrupted: that is how the group stops a
 * worker in the middle of a file.
 */
final class Worker {
  private static final int BUFFER_SIZE = 128 * 1024;
  private static final int TURN = 16 * BUFFER_SIZE;
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final MessageDigest digest;
  private final OnFailure onFailure;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

  Worker(MessageDigest digest, OnFailure onFailure) {
    this.digest = digest;
    this.onFailure = onFailure;
  }

  /** Works until there are no more jobs. */
  void work(ReceiveChannel<Job> jobs) throws UnreadableException, InterruptedException {
    while (jobs.receiveOrClosed() instanceof Received.Value<Job>(Job(var file, var outcome))) {
      outcome.send(outcomeOf(file));
    }
  }

  private Outcome outcomeOf(Path file) throws UnreadableException, InterruptedException {
    try {
      return digest(file);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // not the file's fault: we are told to stop, and pass that on
      throw new InterruptedException("interrupted while reading " + file);
    } catch (IOException e) {
      return onFailure.handle(new UnreadableException(file.toString(), e));
    }
  }

  private Outcome digest(Path file) throws IOException, InterruptedException {
    digest.reset();
    long size = 0;
    long lastPause = 0;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (in.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
        size += buffer.limit();
        if (size - lastPause >= TURN) {
          Go.sleep(MOMENT);
          lastPause = size;
        }
      }
    }
    return new Outcome.Digested(file, size, HexFormat.of().formatHex(digest.digest()));
  }
}
