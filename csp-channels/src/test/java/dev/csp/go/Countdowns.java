package dev.csp.go;

import dev.csp.channels.internal.Countdown;

/** The counters of groups, for tests of the kernel. */
public final class Countdowns {
  private Countdowns() {}

  /** The counter of a group. */
  @SuppressWarnings("exports") // not for users
  public static Countdown of(WaitGroup group) {
    return group.countdown();
  }
}
