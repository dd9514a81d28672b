package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.select.Select;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A callback on the end of a context that is not of this library: a goroutine waits for the end, or
 * for the stop.
 */
@StartsForCaller
final class DoneWatch implements Registration {
  private final Channel<Void> stopped = Channel.unbuffered("context.afterDone.stop");
  private final AtomicBoolean decided = new AtomicBoolean();

  private DoneWatch() {}

  static Registration start(Context context, Task task) {
    requireNonNull(task, "task");
    ReceiveChannel<Void> done = context.done();
    DoneWatch watch = new DoneWatch();
    if (done != Channel.<Void>never()) {
      Go.go(() -> watch.run(done, task));
    }
    return watch;
  }

  private void run(ReceiveChannel<Void> done, Task task) throws Exception {
    boolean ended =
        Select.<Boolean>selectFirst(
            Select.done(done, () -> true), Select.done(stopped, () -> false));
    if (ended && decided.compareAndSet(false, true)) {
      task.run();
    }
  }

  @Override
  public boolean stop() {
    boolean first = decided.compareAndSet(false, true);
    if (first) {
      stopped.close();
    }
    return first;
  }
}
