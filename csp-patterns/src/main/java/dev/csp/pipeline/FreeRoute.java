package dev.csp.pipeline;

import dev.csp.channels.ChannelClosedException;
import dev.csp.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Whichever branch can take the value: a select over a send to each. */
final class FreeRoute<T> implements Split.Route<T> {
  private final Selector selector = new Selector();
  private final List<Selector.Send<T>> open = new ArrayList<>();

  FreeRoute(List<Branch<T>> branches) {
    for (Branch<T> branch : branches) {
      open.add(selector.send(branch.output()));
    }
  }

  @Override
  public void pass(T value) throws InterruptedException {
    open.forEach(send -> send.offer(value));
    Selector.Case taken = null;
    try {
      while (taken == null && !open.isEmpty()) {
        try {
          taken = selector.select();
        } catch (ChannelClosedException e) { // one has left; the selector has taken its value away
          open.removeIf(send -> !send.hasValue());
        }
      }
    } finally {
      open.forEach(Selector.Send::clear);
    }
    if (taken == null) {
      throw new CancellationException("all branches have left");
    }
  }
}
