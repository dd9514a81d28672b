package dev.csp.benchmarks.peers;

/**
 * The workloads, as batches: each method makes what it needs, starts goroutines, moves the values,
 * and returns when all have ended. Here is what each does; the code for threads, for coroutines,
 * for core.async's go blocks and for Go does the same, so that a ratio compares channels and not
 * programs. A peer implements what its {@link Contender} says that it is able to do.
 *
 * <p>Nothing is allocated or boxed for a value: it is one token, or comes from a table that was
 * made before. Receivers check what they get.
 */
public interface Peer {
  /** One sends, one receives. */
  default void pair(int values, int capacity) throws Exception {
    throw unsupported();
  }

  /** Two hand a token to and fro over two unbuffered channels. */
  default void pingPong(int roundTrips) throws Exception {
    throw unsupported();
  }

  /** So many senders and as many receivers at one channel. */
  default void crowd(int perSide, int valuesEach, int capacity) throws Exception {
    throw unsupported();
  }

  /** Goroutines in a row, each of which passes on what it gets: they stand until it is ended. */
  default Chain chain(int length) throws Exception {
    throw unsupported();
  }

  /**
   * The sieve of goroutines (Go's, after Hoare and McIlroy): a source of the numbers from 2 to the
   * last, and behind it a filter for each prime that was found. Everything is unbuffered.
   *
   * @return how many primes were found
   */
  default int sieve(int last) throws Exception {
    throw unsupported();
  }

  /**
   * One hands out {@linkplain Jobs small jobs}, workers do them, one collects them.
   *
   * @return the sum of the results
   */
  default long fan(int workers, int jobs, int capacity) throws Exception {
    throw unsupported();
  }

  /** One sender at each of some channels; one goroutine selects among all of them. */
  default void selectReceive(int cases, int valuesEach, int capacity) throws Exception {
    throw unsupported();
  }

  /**
   * One sends, one receives, both in a select with a channel that is never ready and with a
   * time-out of a second that never comes.
   */
  default void selectWithDoneAndTimer(int values, int capacity) throws Exception {
    throw unsupported();
  }

  /**
   * Two unbuffered channels and two groups. One group selects between a send on the first and a
   * receive from the second, the other the reverse. Each goroutine ends after so many selects.
   */
  default void selectBothWays(int perSide, int selectsEach) throws Exception {
    throw unsupported();
  }

  /**
   * Go's {@code ChanPopular}: each receiver selects between a channel that all of them know, on
   * which nobody sends, and one of its own; one sender goes round the latter. All unbuffered.
   */
  default void selectPopular(int receivers, int rounds) throws Exception {
    throw unsupported();
  }

  /** One sender, and a select among so many channels, of which only the sender's is ever ready. */
  default void selectWide(int cases, int values) throws Exception {
    throw unsupported();
  }

  /** Parks goroutines, each in a receive, on one channel; they stand by until they are ended. */
  default Standing park(int goroutines) throws Exception {
    throw unsupported();
  }

  /** Tries in vain to send into a full channel. Runs on the calling thread. */
  default void trySend(int times, int capacity) throws Exception {
    throw unsupported();
  }

  /** Tries in vain to receive from an empty channel. Runs on the calling thread. */
  default void tryReceive(int times, int capacity) throws Exception {
    throw unsupported();
  }

  /** Fills the array with new channels. Runs on the calling thread. */
  default void makeChannels(Object[] channels, int capacity) {
    throw unsupported();
  }

  /** Starts goroutines that do nothing, and waits until all have ended. */
  default void startAndJoin(int goroutines) throws Exception {
    throw unsupported();
  }

  /** Derives children of one context, each cancelled before the next is made. */
  default void deriveAndCancel(int times) throws Exception {
    throw unsupported();
  }

  /** The same with children that have a time-out of an hour. */
  default void deriveWithTimeoutAndCancel(int times) throws Exception {
    throw unsupported();
  }

  /** Two threads hand control to and fro: each wakes the other one and goes to sleep. */
  default void switches(int times) throws Exception {
    throw unsupported();
  }

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(getClass().getSimpleName() + " does not do this");
  }
}
