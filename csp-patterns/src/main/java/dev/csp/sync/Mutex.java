package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/*
 * A channel of capacity one. It holds one value while the mutex is unlocked and none while it is locked: to receive is to lock, to
 * send is to unlock. Everything else follows from the channel: order, select, interrupts, memory effects.
 *
 * The value is the hold that the next one to lock will have. Each is used once, so that closing it twice cannot unlock for somebody
 * else.
 */

/**
 * A lock that is a channel of one: Go's {@code sync.Mutex}, which can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="mutex"}
 *
 * <p><b>Not like {@link java.util.concurrent.locks.ReentrantLock}.</b> It is not reentrant: who
 * locks it twice waits for itself. It is not owned: any thread may unlock it, not only the one that
 * locked it. And it is fair: who waits is served in the order in which they began to wait, and
 * nobody overtakes.
 *
 * <p><b>Memory effects.</b> Actions before an unlock happen-before actions after the next lock.
 *
 * <p><b>When not to use it.</b> For a short section in which nothing blocks, a {@code
 * ReentrantLock} is faster. Where one goroutine can own the state and others can send it requests,
 * no lock is needed.
 *
 * @see <a href="https://pkg.go.dev/sync#Mutex">Go: sync.Mutex</a>
 */
public final class Mutex {
  /**
   * That the mutex is locked, for a {@code try} with resources. It belongs to nobody: any thread
   * may close it.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="hold"}
   *
   * <p>When not to use it: where the mutex is unlocked in another method than it was locked in,
   * {@link Mutex#lock} and {@link Mutex#unlock} are plainer.
   */
  public static final class Hold implements AutoCloseable {
    private static final VarHandle CLOSED;

    static {
      try {
        CLOSED = MethodHandles.lookup().findVarHandle(Hold.class, "closed", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Mutex mutex;

    @SuppressWarnings("unused") // through CLOSED
    private volatile boolean closed;

    private Hold(Mutex mutex) {
      this.mutex = mutex;
    }

    /**
     * Unlocks the mutex. Only the first call does; later ones do nothing. Never blocks. Do not also
     * call {@link Mutex#unlock} for the same hold.
     *
     * @throws IllegalStateException if the mutex is not locked
     */
    @Override
    public void close() {
      if (CLOSED.compareAndSet(this, false, true)) {
        mutex.unlock();
      }
    }

    @Override
    public String toString() {
      return "Hold[" + mutex + (closed ? ", closed]" : "]");
    }
  }

  private final String name;
  private final Channel<Hold> free;

  /** Makes an unlocked mutex. */
  public Mutex() {
    this("mutex");
  }

  /**
   * Makes a named, unlocked mutex.
   *
   * @param name the name for diagnosis: messages, dumps, {@code toString}
   */
  public Mutex(String name) {
    this.name = requireNonNull(name, "name");
    this.free = Channel.buffered(name, 1);
    unlock();
  }

  /**
   * Locks, waiting until it is unlocked and nobody is before.
   *
   * @throws InterruptedException if the calling thread is interrupted; this thread has not locked
   *     it
   */
  public void lock() throws InterruptedException {
    free.receive();
  }

  /**
   * Locks, waiting at most the given time.
   *
   * @param timeout how long to wait; zero or negative tries once
   * @return whether it is now locked for the caller
   * @throws InterruptedException if the calling thread is interrupted; this thread has not locked
   *     it
   */
  public boolean lock(Duration timeout) throws InterruptedException {
    return free.receive(timeout) instanceof Received.Value<Hold>;
  }

  /**
   * Locks if it is unlocked. Never blocks, and does not look at the interrupt flag.
   *
   * @return whether it is now locked for the caller
   */
  public boolean tryLock() {
    return free.tryReceive() instanceof Received.Value<Hold>;
  }

  /**
   * Unlocks; the longest-waiting of those who want to lock goes on. Never blocks.
   *
   * @throws IllegalStateException if it is not locked; nothing has changed
   */
  public void unlock() {
    if (free.trySend(new Hold(this)) != Sent.SENT) {
      throw new IllegalStateException("unlock of unlocked mutex " + name);
    }
  }

  /**
   * Locks, for a {@code try} with resources. Otherwise as {@link #lock()}.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="hold"}
   *
   * @return what to close
   * @throws InterruptedException if the calling thread is interrupted; this thread has not locked
   *     it
   */
  public Hold hold() throws InterruptedException {
    return free.receive();
  }

  /**
   * Returns the channel from which to receive is to lock: for a select, or with a context. It is
   * never closed. Its length is 1 while the mutex is unlocked. An iterator over it locks in {@code
   * hasNext()}.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="locked"}
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Hold> locked() {
    return free.receiveOnly();
  }

  /**
   * Tells whether it is locked now, for diagnosis.
   *
   * @return whether {@link #tryLock()} would have failed
   */
  public boolean isLocked() {
    return free.length() == 0;
  }

  @Override
  public String toString() {
    return "Mutex[" + name + (isLocked() ? ", locked]" : ", unlocked]");
  }
}
