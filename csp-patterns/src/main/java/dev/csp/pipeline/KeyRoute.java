package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The branch of the key. If that has left, nobody may have the value. */
final class KeyRoute<T> implements Split.Route<T> {
  private final StageFunction<? super T, ? extends Object> key;
  private final List<Branch<T>> branches;
  private final @Nullable Consumer<Object> hook;

  KeyRoute(
      StageFunction<? super T, ? extends Object> key,
      List<Branch<T>> branches,
      @Nullable Consumer<Object> hook) {
    this.key = key;
    this.branches = branches;
    this.hook = hook;
  }

  @Override
  public void pass(T value) throws Exception {
    int hash = requireNonNull(key.apply(value), "the key").hashCode();
    int number = Math.floorMod(hash ^ (hash >>> 16), branches.size());
    try {
      branches.get(number).send(value);
    } catch (ChannelClosedException e) { // it has left
      Run.giveUp(hook, value);
    }
  }
}
