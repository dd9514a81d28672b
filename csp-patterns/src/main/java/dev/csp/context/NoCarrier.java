package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.go.Task;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Carries nothing, and costs nothing. */
enum NoCarrier implements Carrier, Carrier.Captured {
  NONE;

  /** What a context's carrier is found by. */
  static final Key<Carrier> KEY = Key.of("carrier");

  @Override
  public Captured capture(Context context) {
    requireNonNull(context, "context");
    return this;
  }

  @Override
  public void run(Task task) throws Exception {
    task.run();
  }

  @Override
  public Task around(Task task) {
    return requireNonNull(task, "task");
  }

  @Override
  public <T extends @Nullable Object> T call(Callable<? extends T> callable) throws Exception {
    return callable.call();
  }
}
