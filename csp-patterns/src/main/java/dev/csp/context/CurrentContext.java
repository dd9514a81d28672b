package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.go.Task;
import org.jspecify.annotations.Nullable;

/** The context of the work that the current thread does, where a carrier has brought it. */
final class CurrentContext {
  /** Not inheritable. Set only around a task, by the thread that runs it. */
  private static final ThreadLocal<@Nullable Context> CURRENT = new ThreadLocal<>();

  private CurrentContext() {}

  static Context get() {
    Context current = CURRENT.get();
    return current == null ? Context.background() : current;
  }

  static Carrier.Captured captured(Context context) {
    requireNonNull(context, "context");
    return task -> run(context, task);
  }

  private static void run(Context context, Task task) throws Exception {
    Context outer = CURRENT.get();
    CURRENT.set(context);
    try {
      task.run();
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }
}
