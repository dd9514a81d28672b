package dev.csp.pipeline;

import dev.csp.channels.ChannelClosedException;
import dev.csp.context.DeadlineExceededException;
import dev.csp.select.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * All branches, in whatever order they can take the value: a select over those that have not got it yet. A branch that has left while
 * the value was on its way has its copy given up here. If the wait is cut short, all copies that are left are: one by the caller
 * of the route, as for every route, the others here.
 */
/** All branches, each value before the next. */
final class TeeRoute<T> implements Split.Route<T> {
  private record Out<T>(Branch<T> branch, Selector.Send<T> send) {}

  private final Selector selector = new Selector();
  private final List<Out<T>> open = new ArrayList<>();
  private final @Nullable Consumer<Object> hook;

  TeeRoute(List<Branch<T>> branches, @Nullable Consumer<Object> hook) {
    this.hook = hook;
    for (Branch<T> branch : branches) {
      open.add(new Out<>(branch, selector.send(branch.output())));
    }
  }

  @Override
  public void pass(T value) throws InterruptedException, DeadlineExceededException {
    open.removeIf(out -> out.branch().output().isClosed());
    if (open.isEmpty()) {
      throw new CancellationException("all branches have left");
    }
    List<Out<T>> waiting = new ArrayList<>(open);
    waiting.forEach(out -> out.send().offer(value));
    try {
      while (!waiting.isEmpty()) {
        awaitOne(waiting, value);
      }
    } finally {
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).send().clear();
        if (i > 0) {
          Run.giveUp(hook, value);
        }
      }
    }
  }

  /** Waits until one branch has the value, or has left. */
  private void awaitOne(List<Out<T>> waiting, T value)
      throws InterruptedException, DeadlineExceededException {
    waiting.get(0).branch().throwIfStopped(); // the hook may have taken the interrupt
    boolean sent = false;
    try {
      sent = selector.select() != null;
    } catch (ChannelClosedException e) { // one has left
      sent = false;
    }
    // Either way the selector has taken the value away from that one.
    for (Iterator<Out<T>> all = waiting.iterator(); all.hasNext(); ) {
      Out<T> out = all.next();
      if (!out.send().hasValue()) {
        all.remove();
        if (!sent) {
          open.remove(out);
          Run.giveUp(hook, value);
        }
      }
    }
  }
}
