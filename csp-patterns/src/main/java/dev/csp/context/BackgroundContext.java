package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Task;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root: never ends. */
final class BackgroundContext implements LibraryContext {
  static final BackgroundContext INSTANCE = new BackgroundContext();

  private BackgroundContext() {}

  @Override
  public Context governor() {
    return this;
  }

  @Override
  public @Nullable Context parent() {
    return null;
  }

  @Override
  public String step() {
    return "context.Background";
  }

  @Override
  public ReceiveChannel<Void> done() {
    return Channel.never();
  }

  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public Optional<Throwable> error() {
    return Optional.empty();
  }

  @Override
  public Optional<Throwable> cause() {
    return Optional.empty();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  @Override
  public Registration afterDone(Task task) {
    return new Callback(requireNonNull(task, "task"));
  }

  @Override
  public Registration onDone(Runnable action) {
    return new Callback(requireNonNull(action, "action"));
  }

  @Override
  public String toString() {
    return step();
  }
}
