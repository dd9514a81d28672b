package dev.csp.benchmarks.report;

import dev.csp.benchmarks.plan.Carriers;
import java.util.Locale;

/** How the report writes numbers. */
final class Texts {
  private Texts() {}

  /** With as many digits as can mean anything. */
  static String number(double number) {
    double size = Math.abs(number);
    String format = size >= 99.95 ? "%.0f" : size >= 0.95 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, number);
  }

  /** Bytes: less than half a byte for an operation is what the start of a batch leaves behind. */
  static String bytes(double bytes) {
    return String.format(Locale.ROOT, "%.0f", bytes);
  }

  static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  static String range(Summary numbers) {
    return number(numbers.lowest()) + " to " + number(numbers.highest());
  }

  static String ratioWithRange(Summary ratios) {
    return ratio(ratios.median())
        + " ("
        + ratio(ratios.lowest())
        + " to "
        + ratio(ratios.highest())
        + ")";
  }

  static String carriers(Carriers carriers) {
    return switch (carriers) {
      case DEFAULT -> "default carriers";
      case ONE -> "one carrier";
    };
  }
}
