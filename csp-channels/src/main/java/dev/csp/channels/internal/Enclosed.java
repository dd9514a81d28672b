package dev.csp.channels.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of something that is confined to an {@link Enclosure}: who has used it, and how
 * often.
 */
final class Enclosed {
  /** What one member has done; its own thread's, read by others once that waits. */
  static final class Tally {
    private int given;
    private int taken;

    /** How many values it has sent, or how many times it has acquired. */
    int given() {
      return given;
    }

    /** How many values it has received, or how many times it has released. */
    int taken() {
      return taken;
    }

    int balance() {
      return given - taken;
    }
  }

  private final Enclosure enclosure;
  private final Map<Long, Tally> tallies = new ConcurrentHashMap<>();

  Enclosed(Enclosure enclosure) {
    this.enclosure = enclosure;
  }

  Enclosure enclosure() {
    return enclosure;
  }

  void note(long who, boolean gives) {
    Tally tally = tallies.computeIfAbsent(who, id -> new Tally());
    if (gives) {
      tally.given++;
    } else {
      tally.taken++;
    }
  }

  /** By the ids of those who have done something, in order. */
  Map<Long, Tally> tallies() {
    return new TreeMap<>(tallies);
  }
}
