package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes subscriptions to a {@link Broadcast} that differ from the usual; {@link
 * Broadcast#subscriber} begins one. It never changes, and can be used for any number of them.
 *
 * {@snippet file="dev/csp/examples/snippets/BroadcastSnippets.java" region="builder"}
 *
 * <p><b>When not to use it.</b> For the usual ones, {@link Broadcast#subscribe} is shorter.
 *
 * @param <T> the type of the values
 */
public final class SubscriptionBuilder<T> {
  private final Broadcast<T> hub;
  private final String name;
  private final int replay;
  private final @Nullable Consumer<? super T> onUndelivered;

  SubscriptionBuilder(
      Broadcast<T> hub, String name, int replay, @Nullable Consumer<? super T> onUndelivered) {
    this.hub = hub;
    this.name = name;
    this.replay = replay;
    this.onUndelivered = onUndelivered;
  }

  /**
   * Names the subscription, for errors and dumps.
   *
   * @param newName the name
   * @return a builder with this name
   * @throws NullPointerException if the name is null
   */
  public SubscriptionBuilder<T> named(String newName) {
    return new SubscriptionBuilder<>(hub, requireNonNull(newName, "name"), replay, onUndelivered);
  }

  /**
   * Lets the subscription begin with values that were published before: so many of the last ones,
   * or all that the hub keeps if there are fewer. Without this it begins with the next one.
   *
   * @param count how many; not more than the hub keeps, nor than the buffer holds
   * @return a builder with this replay
   * @throws IllegalArgumentException if {@code count} is negative or more than the hub keeps
   */
  public SubscriptionBuilder<T> replay(int count) {
    if (count < 0 || count > hub.history()) {
      throw new IllegalArgumentException(
          "replay must be between 0 and the history of the hub, "
              + hub.history()
              + ", was "
              + count);
    }
    return new SubscriptionBuilder<>(hub, name, count, onUndelivered);
  }

  /**
   * Sets what is done with copies of values that the subscription gives up.
   *
   * @param hook gets each of them once; see {@link Subscription}
   * @return a builder with this hook
   * @throws NullPointerException if the hook is null
   */
  public SubscriptionBuilder<T> onUndelivered(Consumer<? super T> hook) {
    return new SubscriptionBuilder<>(hub, name, replay, requireNonNull(hook, "hook"));
  }

  /**
   * Subscribes; as {@link Broadcast#subscribe}.
   *
   * @param whenFull what happens when the buffer is full
   * @param capacity how many values the buffer holds
   * @return the subscription
   * @throws IllegalArgumentException if {@code capacity} is negative, or 0 with another policy than
   *     to wait, or less than the replay
   * @throws InterruptedException if the calling thread is interrupted; there is no subscription
   */
  public Subscription<T> subscribe(Subscription.WhenFull whenFull, int capacity)
      throws InterruptedException {
    requireNonNull(whenFull, "whenFull");
    int least = whenFull == Subscription.WhenFull.WAIT ? 0 : 1;
    if (capacity < least) {
      throw new IllegalArgumentException(
          "capacity must be >= " + least + " with " + whenFull + ", was " + capacity);
    }
    if (capacity < replay) {
      throw new IllegalArgumentException(
          "capacity must be >= the replay, " + replay + ", was " + capacity);
    }
    return hub.join(
        new Subscription<>(name, whenFull, capacity, replay, onUndelivered, hub.leaves()));
  }
}
