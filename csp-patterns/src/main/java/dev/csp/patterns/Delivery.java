package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.patterns.WorkerPool.Result;
import dev.csp.select.Select;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * The way of a result out of a pool: as it comes, or in the order of the tickets.
 *
 * As it comes: the worker that has it sends it. In order: it is put down, and one worker at a time, the emitter, sends what is next,
 * as long as it is there. So a worker whose result is not next goes on to another job, and no goroutine is needed to put the results
 * in order.
 *
 * Held whenever the lock is free:
 *   - finished holds the results that were put down and not taken by the emitter
 *   - if the next one is in it, and the pool was not stopped, there is an emitter
 *   - each result that was put down is sent, or given to the hook, once; its slot is free after that and not before
 *
 * Races:
 *   - a worker puts down the next result while the emitter finds that it is not there: both do so under the lock
 *   - the end of the context against the putting down: results for which an earlier one will never come are taken by whoever puts
 *     down after the end, and by each worker that leaves after it; so none is left when the last worker has left
 *
 * Under the lock nothing is sent or reported.
 */
/** The way of a result out of a pool. */
final class Delivery<J, R extends @Nullable Object> {
  private final CancellableContext context;
  private final boolean inOrder;
  private final boolean stopsAtFailure;
  private final @Nullable Consumer<? super Result<J, R>> undelivered;
  private final Channel<Result<J, R>> results;
  private final Channel<Boolean> slots;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final TreeMap<Long, Result<J, R>> finished = new TreeMap<>();
  private long next;
  private boolean emits;

  private volatile boolean hasLost;

  Delivery(WorkerPool.Setting<J, R> setting, CancellableContext context, Channel<Boolean> slots) {
    this.context = context;
    this.inOrder = setting.inOrder();
    this.stopsAtFailure = inOrder && setting.onFailure() == OnFailure.CANCEL;
    this.undelivered = setting.undelivered();
    this.results = Channel.buffered(setting.name() + ".results", setting.results());
    this.slots = slots;
  }

  ReceiveChannel<Result<J, R>> results() {
    return results.receiveOnly();
  }

  /** Whether a result was not sent. */
  boolean hasLost() {
    return hasLost;
  }

  /** Sends a result, or sees to it that it is sent in its turn. */
  void deliver(long ticket, Result<J, R> result) {
    if (!inOrder) {
      emit(result);
      return;
    }
    lock.lock();
    try {
      finished.put(ticket, result);
      if (emits) {
        return;
      }
      emits = true;
    } finally {
      lock.unlock();
    }
    emitAll();
  }

  /** After the end of the context: gives up what still waits for an earlier one. */
  void giveUp() {
    lock.lock();
    try {
      if (emits) {
        return;
      }
      emits = true;
    } finally {
      lock.unlock();
    }
    emitAll();
  }

  private void emitAll() {
    Result<J, R> result = pollNext();
    while (result != null) {
      emit(result);
      result = pollNext();
    }
  }

  /** The next result in order; any, if the pool was stopped; null, and the emitter is none. */
  private @Nullable Result<J, R> pollNext() {
    lock.lock();
    try {
      var first = finished.firstEntry();
      if (first == null || (first.getKey() != next && !context.isDone())) {
        emits = false;
        return null;
      }
      finished.remove(first.getKey());
      next = first.getKey() + 1;
      return first.getValue();
    } finally {
      lock.unlock();
    }
  }

  private void emit(Result<J, R> result) {
    if (stopsAtFailure && result.outcome() instanceof Outcome.Failed<R>(Throwable failure)) {
      context.cancel(failure); // everything before it was sent
    }
    if (!send(result)) {
      hasLost = true;
      report(result);
    }
    slots.tryReceive();
  }

  /** False if the pool was stopped first. */
  private boolean send(Result<J, R> result) {
    while (true) {
      try {
        return Select.<Boolean>selectFirst(
            Select.done(context.done(), () -> false), Select.send(results, result, () -> true));
      } catch (InterruptedException e) { // by a job that has kept this thread; not by us
      }
    }
  }

  /** No result will follow. */
  void close(@Nullable Throwable cause) {
    if (cause == null) {
      results.close();
    } else {
      results.close(cause);
    }
  }

  /** After the close: gives up what nobody has received. */
  void discard() {
    while (results.tryReceive() instanceof Received.Value<Result<J, R>>(Result<J, R> result)) {
      report(result);
    }
  }

  private void report(Result<J, R> result) {
    if (undelivered != null) {
      Undelivered.report(undelivered, result);
    }
  }
}
