package dev.csp.patterns;

/**
 * What a subscription to a {@link Broadcast} was closed with because its buffer was full and its
 * policy is to {@linkplain Subscription.WhenFull#DISCONNECT disconnect}: the cause that its channel
 * reports after the values that are still in it.
 *
 * {@snippet file="dev/csp/examples/snippets/BroadcastSnippets.java" region="slow"}
 *
 * <p><b>When not to use it.</b> If a subscriber may miss values, let it drop some and go on: that
 * is another {@linkplain Subscription.WhenFull policy}, and needs no catch.
 */
public class SlowConsumerException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception for a subscription that fell behind.
   *
   * @param message which one, and how many values it held
   */
  public SlowConsumerException(String message) {
    super(message);
  }
}
