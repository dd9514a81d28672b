package dev.csp.channels.internal;

import java.util.List;

/**
 * Goroutines that wait for ever, or seem to.
 *
 * @param exact whether nobody can complete what they wait for
 * @param headline what has happened
 * @param reasons why, as far as it can be told
 * @param cycle the ids of goroutines each of which waits for the next one; empty if there is none
 * @param asleep who waits, and for what
 */
public record Deadlock(
    boolean exact,
    String headline,
    List<String> reasons,
    List<Long> cycle,
    List<Situation> asleep) {
  /**
   * Describes this.
   *
   * @return the headline, the reasons, and each goroutine
   */
  public String describe() {
    return describe(headline, reasons, asleep);
  }

  /**
   * Describes goroutines that wait for ever.
   *
   * @param headline what has happened
   * @param reasons why
   * @param asleep who waits, and for what
   * @return the text
   */
  public static String describe(String headline, List<String> reasons, List<Situation> asleep) {
    var text = new StringBuilder(headline).append('\n');
    if (!reasons.isEmpty()) {
      text.append('\n');
      reasons.forEach(reason -> text.append(reason).append('\n'));
    }
    for (Situation situation : asleep) {
      text.append('\n');
      situation.appendTo(text);
    }
    return text.toString();
  }
}
