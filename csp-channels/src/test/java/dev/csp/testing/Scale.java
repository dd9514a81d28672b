package dev.csp.testing;

import java.time.Duration;

/** Limits and sizes of tests, stretched by the two settings that the build passes on. */
public final class Scale {
  private static final double TIME = setting("csp.test.timeScale");
  private static final double WORK = setting("csp.test.workScale");

  private Scale() {}

  private static double setting(String name) {
    return Double.parseDouble(System.getProperty(name, "1"));
  }

  /** A time limit on this machine. Only for limits: nothing may be expected to take this long. */
  public static Duration limit(Duration usual) {
    return Duration.ofNanos((long) (usual.toNanos() * TIME));
  }

  /** An amount of work. */
  public static int work(int usual) {
    return (int) Math.max(1, usual * WORK);
  }
}
