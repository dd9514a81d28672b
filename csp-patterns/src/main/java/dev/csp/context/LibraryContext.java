package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of this library. They know each other, so that nothing about them is recursive: a
 * chain of any length can be built, asked and cancelled on a small stack.
 *
 * <p>Each knows its governor, the nearest context on the way to the root that decides when it ends:
 * itself, the background, or a context of somebody else. A governor is never a context that only
 * delegates.
 */
@StartsForCaller
sealed interface LibraryContext extends Context
    permits BackgroundContext, CancelContext, DetachedContext, ValueContext {
  /**
   * Asking any context for this value yields the governor of the nearest context of this library in
   * it.
   */
  Key<Context> GOVERNOR = Key.of("governor");

  int STEPS_SHOWN = 8;

  /** What decides when this ends. */
  Context governor();

  /** What this was derived from; null for the root. */
  @Nullable Context parent();

  /** What distinguishes this from its parent, for {@code toString}. */
  String step();

  static Context governorOf(Context context) {
    return context instanceof LibraryContext ours ? ours.governor() : context;
  }

  @Override
  default ReceiveChannel<Void> done() {
    return governor().done();
  }

  @Override
  default boolean isDone() {
    return governor().isDone();
  }

  @Override
  default Optional<Throwable> error() {
    return governor().error();
  }

  @Override
  default Optional<Throwable> cause() {
    return governor().cause();
  }

  @Override
  default Optional<Instant> deadline() {
    return governor().deadline();
  }

  @Override
  default Registration afterDone(Task task) {
    return governor().afterDone(task);
  }

  @Override
  default Registration onDone(Runnable action) {
    return governor().onDone(action);
  }

  @Override
  @SuppressWarnings(
      "unchecked") // a value is stored with a key of its type, and the governor's key is private
  default <V> Optional<V> value(Key<V> key) {
    requireNonNull(key, "key");
    if (key == GOVERNOR) {
      return Optional.of((V) governor());
    }
    Context context = this;
    while (context instanceof LibraryContext ours) {
      if (ours instanceof ValueContext holder && holder.key() == key) {
        return Optional.of((V) holder.value());
      }
      context = ours.parent();
    }
    return context == null ? Optional.empty() : context.value(key);
  }

  /** The way from the root, or its last steps; no values. */
  static String describe(LibraryContext context) {
    ArrayDeque<String> steps = new ArrayDeque<>();
    Context next = context;
    while (next instanceof LibraryContext ours && steps.size() < STEPS_SHOWN) {
      steps.addFirst(ours.step());
      next = ours.parent();
    }
    if (next != null) {
      steps.addFirst(next instanceof LibraryContext ? "…" : next.getClass().getName());
    }
    return String.join(".", steps);
  }
}
