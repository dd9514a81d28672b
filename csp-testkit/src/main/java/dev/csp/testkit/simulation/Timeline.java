package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.VirtualGoroutine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Steps as text: a column for each goroutine, a line for each step. */
final class Timeline {
  private static final int MOST_LINES = 100;
  private static final int MOST_COLUMNS = 6;
  private static final int WIDEST = 40;
  private static final int LONGEST_VALUE = 20;

  private Timeline() {}

  static String of(Trace trace) {
    List<Step> steps = trace.steps();
    List<Step> recent = steps.subList(Math.max(0, steps.size() - MOST_LINES), steps.size());
    var text = new StringBuilder();
    if (trace.count() > recent.size()) {
      text.append("(the last ").append(recent.size()).append(" of ");
      text.append(trace.count()).append(" steps)\n");
    }
    List<Long> columns =
        new ArrayList<>(new TreeSet<>(recent.stream().map(Step::goroutine).toList()));
    if (columns.size() > MOST_COLUMNS) {
      columns = List.of();
    }
    List<Integer> widths = columns.stream().map(id -> width(id, recent)).toList();
    appendHeader(text, columns, widths);
    for (Step step : recent) {
      append(text, step, columns, widths);
    }
    return text.toString();
  }

  private static int width(long id, List<Step> steps) {
    int width = name(id).length();
    for (Step step : steps) {
      if (step.goroutine() == id) {
        width = Math.max(width, describe(step).length());
      }
    }
    return Math.min(width, WIDEST);
  }

  private static void appendHeader(StringBuilder text, List<Long> columns, List<Integer> widths) {
    if (columns.isEmpty()) {
      text.append(String.format("%6s %-10s %-12s %s", "step", "time", "goroutine", "does"));
    } else {
      text.append(String.format("%6s %-10s", "step", "time"));
      for (int i = 0; i < columns.size(); i++) {
        text.append(' ').append(pad(name(columns.get(i)), widths.get(i)));
      }
    }
    endLine(text);
  }

  static String name(long id) {
    return id == 0 ? "timers" : id == 1 ? "main" : "goroutine " + id;
  }

  private static void append(
      StringBuilder text, Step step, List<Long> columns, List<Integer> widths) {
    text.append(String.format("%6d %-10s", step.number(), time(step.nanos())));
    if (columns.isEmpty()) {
      text.append(String.format(" %-12s ", name(step.goroutine())));
    } else {
      int column = columns.indexOf(step.goroutine());
      for (int i = 0; i < column; i++) {
        text.append(' ').append(pad(".", widths.get(i)));
      }
      text.append(' ');
    }
    text.append(describe(step));
    endLine(text);
  }

  private static String pad(String word, int width) {
    return word + " ".repeat(Math.max(0, width - word.length()));
  }

  private static void endLine(StringBuilder text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(end);
    text.append('\n');
  }

  /** As Go shows durations: "1h0m1.5s", "20ms", "7µs", "0s". */
  static String time(long nanos) {
    if (nanos < 1_000_000_000 && nanos > 0) {
      return nanos < 1000
          ? nanos + "ns"
          : nanos < 1_000_000 ? fraction(nanos, 1000) + "µs" : fraction(nanos, 1_000_000) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String hours = minutes >= 60 ? minutes / 60 + "h" : "";
    return hours
        + (minutes > 0 ? minutes % 60 + "m" : "")
        + fraction(nanos % 60_000_000_000L, 1_000_000_000)
        + "s";
  }

  private static String fraction(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }

  // ---- one step

  static String describe(Step step) {
    var text = new StringBuilder();
    if (step.act() == Act.RESUME && step.detail() instanceof Step begun) {
      text.append("… ").append(name(begun));
      appendSubject(text, begun);
      appendOutcome(text, begun.act(), step);
    } else {
      text.append(name(step));
      appendSubject(text, step);
      if (step.isBlocked()) {
        text.append(" …");
      } else {
        appendOutcome(text, step.act(), step);
      }
    }
    if (!step.woken().isEmpty()) {
      text.append(" → ").append(Report.join(step.woken()));
    }
    return text.toString();
  }

  private static String name(Step step) {
    return step.act() == Act.WAIT ? String.valueOf(step.subject()) : step.act().toString();
  }

  private static void appendSubject(StringBuilder text, Step step) {
    switch (step.subject()) {
      case Port port -> text.append(' ').append(name(port));
      case VirtualGoroutine goroutine -> text.append(' ').append(goroutine.id());
      case CaseWaiter[] cases -> appendCases(text, cases);
      case null, default -> {}
    }
    switch (step.act()) {
      case SEND, TRY_SEND -> text.append(" ").append(value(step.detail()));
      case ACQUIRE, TRY_ACQUIRE, RELEASE -> text.append(' ').append(step.detail());
      case SET -> text.append(' ').append(step.detail() instanceof Long nanos ? time(nanos) : "");
      case WAIT -> {
        if (step.detail() instanceof Long deadline && deadline != TimeSource.NO_DEADLINE) {
          text.append(" until ").append(time(deadline));
        }
      }
      default -> {}
    }
  }

  private static void appendCases(StringBuilder text, CaseWaiter[] cases) {
    String separator = " ";
    for (CaseWaiter waiter : cases) {
      if (waiter != null) {
        text.append(separator).append(waiter.isSender() ? "→" : "←").append(name(waiter.port()));
        separator = " ";
      }
    }
  }

  private static void appendOutcome(StringBuilder text, Act act, Step step) {
    if (!step.isComplete()) {
      return;
    }
    Object result = step.result();
    String outcome =
        switch (act) {
          case SEND, TRY_SEND, ACQUIRE, TRY_ACQUIRE ->
              switch (result) {
                case Port.Offer.FULL -> ": full";
                case Port.Offer.CLOSED -> ": closed";
                case null -> ": timed out";
                default -> "";
              };
          case RECEIVE, TRY_RECEIVE ->
              ": " + (result == null ? "nothing" : Port.isEnd(result) ? "closed" : value(result));
          case SELECT ->
              ": "
                  + (result instanceof CaseWaiter waiter
                      ? (waiter.isSender() ? "→" : "←") + name(waiter.port())
                      : "nothing");
          default -> "";
        };
    text.append(outcome);
  }

  private static String name(Port port) {
    return port.shortName();
  }

  /** The value as the user shows it, on one line and cut. */
  private static String value(@Nullable Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (Throwable t) { // the user's own code; the time line must not fail because of it
      return "(toString threw " + t.getClass().getSimpleName() + ")";
    }
    text = text == null ? "null" : text.replaceAll("\\s+", " ");
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }
}
