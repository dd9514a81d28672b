package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import org.jspecify.annotations.Nullable;

/**
 * An event that happens once and can be waited for: a channel that carries no values and closes.
 * Nobody but the kernel can close it.
 */
public final class Signal extends ReceivePort<Void> implements ReceiveChannel<Void> {
  private final WaitReason reason;
  private final long goroutine;

  /**
   * Makes a signal that has not been given.
   *
   * @param reason why one waits for it
   * @param name what it is, for dumps; null if the wait reason says enough
   */
  Signal(WaitReason reason, @Nullable String name) {
    this(reason, name, 0);
  }

  /**
   * Makes the signal of the end of a goroutine.
   *
   * @param reason why one waits for it
   * @param name what it is, for dumps
   * @param goroutine the id of the goroutine
   */
  Signal(WaitReason reason, @Nullable String name, long goroutine) {
    super(name);
    this.reason = reason;
    this.goroutine = goroutine;
  }

  /** Whose end this is; 0 if it is something else. */
  long goroutine() {
    return goroutine;
  }

  /** Gives the signal: all who wait for it go on. */
  void give() {
    closePort(null);
  }

  @Override
  public @Nullable Object receiveLocked() {
    return hasClosed() ? CLOSED : null;
  }

  @Override
  public boolean mayReceive() {
    return hasClosed();
  }

  @Override
  WaitReason waitReason(boolean sender) {
    return reason;
  }

  @Override
  String describeWait(boolean sender) {
    return isNamed() ? super.describeWait(sender) : describe();
  }

  @Override
  public String describe() {
    return isNamed() ? nameOrId() : reason.toString();
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  String describeKind() {
    return "signal";
  }
}
