package dev.csp.pipeline;

import dev.csp.channels.ChannelClosedException;
import dev.csp.context.DeadlineExceededException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Each branch in turn; who has left is out. */
final class RoundRobinRoute<T> implements Split.Route<T> {
  private final List<Branch<T>> open;
  private int next;

  RoundRobinRoute(List<Branch<T>> branches) {
    this.open = new ArrayList<>(branches);
  }

  @Override
  public void pass(T value) throws InterruptedException, DeadlineExceededException {
    while (!open.isEmpty()) {
      try {
        open.get(next).send(value);
        next = (next + 1) % open.size();
        return;
      } catch (ChannelClosedException e) { // it has left: the turn of the one behind it
        open.remove(next);
        next = next == open.size() ? 0 : next;
      }
    }
    throw new CancellationException("all branches have left");
  }
}
