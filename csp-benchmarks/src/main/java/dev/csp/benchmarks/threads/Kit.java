package dev.csp.benchmarks.threads;

import java.util.List;

/** What a contender brings: pipes, selects over its own pipes, and a way to start a thread. */
interface Kit {
  /** Makes a pipe for one sender and one receiver that holds so many values; 0 is a rendezvous. */
  Pipe pipe(int capacity);

  /** Makes a pipe for many senders and receivers. */
  default Pipe sharedPipe(int capacity) {
    return pipe(capacity);
  }

  /** Makes a bare channel, the one inside a pipe. */
  Object channel(int capacity);

  /** Starts a job on a virtual thread. */
  default Thread start(Job job) {
    return Thread.ofVirtual().start(job);
  }

  /** Receives from one of several. */
  default Choice receiveAny(List<Pipe> pipes) {
    throw unsupported();
  }

  /** Receives, unless another pipe, which never has a value, is ready, or a second has passed. */
  default Choice receiveUnlessDone(Pipe in, Pipe done) {
    throw unsupported();
  }

  /**
   * Sends the token, unless another pipe, which never has a value, is ready, or a second has
   * passed.
   */
  default Choice sendUnlessDone(Pipe out, Pipe done) {
    throw unsupported();
  }

  /** Sends the token to one pipe or receives from another. */
  default Choice sendOrReceive(Pipe out, Pipe in) {
    throw unsupported();
  }

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(getClass().getSimpleName() + " has no such select");
  }
}
