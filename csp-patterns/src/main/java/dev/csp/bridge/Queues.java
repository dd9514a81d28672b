package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import java.util.concurrent.BlockingQueue;

/**
 * Channels as queues, for code that asks for a {@link BlockingQueue}.
 *
 * {@snippet file="dev/csp/examples/snippets/QueueSnippets.java" region="queue"}
 *
 * <p>The queue is a view: an element that is put in is sent, and one that is taken out is received;
 * goroutines may use the channel meanwhile, and all share its order and its waiting lines.
 *
 * <p><b>What a channel cannot do.</b> A channel can only be received from, not looked at. So {@code
 * peek}, {@code element}, {@code iterator}, {@code spliterator} and {@code stream}, {@code
 * forEach}, {@code contains}, {@code toArray}, and removing elements other than the first ({@code
 * remove(Object)}, {@code removeIf}, {@code removeAll}, {@code retainAll}) throw {@link
 * UnsupportedOperationException}. A weaker form, such as an iterator that takes the elements, would
 * be wrong for each caller that knows the interface. {@code equals} is {@code ==}.
 *
 * <p><b>Closed channels.</b> A queue knows no end, so there is a rule for it: on a closed channel,
 * whatever puts in throws {@link dev.csp.channels.ChannelClosedException}, also {@code offer},
 * whose {@code false} would mean "try again". On one that is closed and drained, {@code take}
 * throws that too; {@code poll} returns null at once, and {@code remove()} throws {@link
 * java.util.NoSuchElementException}, as on any empty queue; but if it was closed with a cause,
 * {@code poll}, {@code remove()} and a {@code drainTo} that finds nothing throw {@code
 * ChannelClosedException} with it.
 *
 * <p><b>Sizes.</b> {@code size} is the channel's length and {@code remainingCapacity} the room that
 * is left. An unbuffered channel is like a {@link java.util.concurrent.SynchronousQueue}: always
 * empty, and never with room. A sliding or dropping channel takes every element, and may drop one.
 *
 * <p><b>Interruption and time-outs</b> are those of the channel. Elements are never null; a null is
 * a {@link NullPointerException}.
 *
 * <p><b>When not to use it.</b> Where you can change the code: a channel can be closed, and
 * selected on. For an executor's work queue, see what the executor does with the queue; {@code
 * ThreadPoolExecutor.remove} and {@code purge} need an iterator.
 */
public final class Queues {
  private Queues() {}

  /**
   * Returns a channel as a queue.
   *
   * @param channel the channel
   * @param <E> the type of the elements
   * @return a view of the channel
   * @throws NullPointerException if {@code channel} is null
   */
  public static <E> BlockingQueue<E> asBlockingQueue(Channel<E> channel) {
    return new ChannelQueue<>(requireNonNull(channel, "channel"), channel);
  }

  /**
   * Returns the receiving end of a channel as a queue to take from. Whatever puts in throws {@link
   * UnsupportedOperationException}, and {@code remainingCapacity} is 0.
   *
   * @param channel the channel
   * @param <E> the type of the elements
   * @return a view of the channel
   * @throws NullPointerException if {@code channel} is null
   */
  public static <E> BlockingQueue<E> asBlockingQueue(ReceiveChannel<E> channel) {
    return new ChannelQueue<>(requireNonNull(channel, "channel"), null);
  }
}
