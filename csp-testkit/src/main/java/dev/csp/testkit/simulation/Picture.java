package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.VirtualGoroutine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * A sequence diagram: a row for each step, a column for each goroutine. With few goroutines each step has its words at its place, above the arrow
 * that may start there. With many, columns are narrow and the words stand in one list on the right.
 *
 * Arrows go where something goes:
 *   - from who wakes to who is woken, at the row of the former; or the other way, if a receive took the value of a sender that waited
 *   - from a send into a buffer to the receive that took the value out, across the rows between. Which one that was is not in the trace: it is the
 *     first receive of the same object from the same channel, which is wrong only between equal values
 *   - from who starts a goroutine to its column
 */

/** The last steps of a run as an HTML page. */
final class Picture {
  private static final int MOST_ROWS = 500;
  private static final int MOST_WIDE = 8;
  private static final int LONGEST_LABEL = 36;
  private static final double CHARACTER = 7.25;
  private static final int GUTTER = 150;
  private static final int NARROW = 26;

  private final Run run;
  private final List<Step> steps;
  private final boolean wide;
  private final int rowHeight;
  private final Map<Long, Integer> places = new TreeMap<>(); // by goroutine, where its line is
  private final int right; // of the last column
  private final int width;
  private final StringBuilder page = new StringBuilder();

  private Picture(Run run) {
    this.run = run;
    List<Step> all = run.trace().steps();
    this.steps = all.subList(Math.max(0, all.size() - MOST_ROWS), all.size());
    var goroutines = new TreeSet<Long>();
    for (Step step : steps) {
      goroutines.add(step.goroutine());
      goroutines.addAll(step.woken());
      if (step.act() == Act.GO && step.subject() instanceof VirtualGoroutine started) {
        goroutines.add(started.id());
      }
    }
    this.wide = goroutines.size() <= MOST_WIDE;
    this.rowHeight = wide ? 30 : 20;
    int x = GUTTER;
    for (long id : goroutines) {
      places.put(id, x + (wide ? 12 : NARROW / 2));
      x += wide ? columnWidth(id) : NARROW;
    }
    this.right = x;
    this.width = wide ? x + 10 : x + 20 + (int) (listWidth() * CHARACTER);
  }

  static String of(Run run) {
    return new Picture(run).draw();
  }

  private int columnWidth(long id) {
    int longest = Timeline.name(id).length() + 2;
    for (Step step : steps) {
      if (step.goroutine() == id) {
        longest = Math.max(longest, cut(Timeline.describe(step)).length());
      }
    }
    return (int) (longest * CHARACTER) + 36;
  }

  private int listWidth() {
    int longest = 0;
    for (Step step : steps) {
      longest = Math.max(longest, listed(step).length());
    }
    return longest;
  }

  private static String listed(Step step) {
    return String.format("%-13s ", Timeline.name(step.goroutine())) + cut(Timeline.describe(step));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL - 1) + "…";
  }

  // ---- the page

  private String draw() {
    int header = wide ? 34 : 110;
    int height = (steps.size() + 1) * rowHeight;
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    page.append(escape(run.outcome())).append("</title>\n<style>\n");
    page.append(PictureStyle.CSS).append("</style>\n</head>\n<body>\n");
    drawSummary();
    page.append("<div class=\"sheet\" style=\"width:").append(width).append("px\">\n");
    page.append(svg(header)).append(" class=\"head\">\n");
    drawNames(header);
    page.append("</svg>\n").append(svg(height)).append(">\n").append(PictureStyle.MARKERS);
    drawTimes();
    drawLives();
    drawWaits();
    drawBuffered();
    for (int row = 0; row < steps.size(); row++) {
      drawArrows(row, steps.get(row));
    }
    for (int row = 0; row < steps.size(); row++) {
      drawStep(row, steps.get(row));
    }
    page.append("</svg>\n</div>\n").append(PictureStyle.LEGEND).append("</body>\n</html>\n");
    return page.toString();
  }

  private String svg(int height) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + width
        + "\" height=\""
        + height
        + "\"";
  }

  private void drawSummary() {
    page.append("<h1 class=\"").append(run.hasFailed() ? "failed" : "passed").append("\">");
    page.append(escape(run.outcome())).append("</h1>\n<p>");
    long hidden = run.steps() - steps.size();
    page.append(run.steps()).append(" steps");
    page.append(hidden > 0 ? ", the last " + steps.size() + " of them below" : "");
    page.append(" · ").append(Timeline.time(run.elapsed().toNanos())).append(" · ");
    page.append(escape(run.strategy().toString())).append(", seed ").append(run.seed());
    page.append("</p>\n<p>schedule <code>").append(escape(run.schedule().toString()));
    page.append("</code></p>\n");
  }

  private void drawNames(int header) {
    places.forEach((id, x) -> {
      String name = escape(Timeline.name(id));
      if (wide) {
        text("name", x - 4, header - 10, name);
      } else {
        page.append("<text class=\"name\" transform=\"translate(").append(x + 4).append(',');
        page.append(header - 8).append(") rotate(-90)\">").append(name).append("</text>\n");
      }
    });
    text("faint", 8, header - 10, "step");
    text("faint", 52, header - 10, "time");
  }

  private int y(int row) {
    return row * rowHeight + rowHeight / 2 + (wide ? 8 : 2);
  }

  private int x(long goroutine) {
    return places.getOrDefault(goroutine, GUTTER);
  }

  // ---- what is behind

  /** A line across wherever the clock has moved. */
  private void drawTimes() {
    long nanos = -1;
    for (int row = 0; row < steps.size(); row++) {
      Step step = steps.get(row);
      if (step.nanos() != nanos) {
        nanos = step.nanos();
        if (row > 0) {
          int y = row * rowHeight + (wide ? 4 : 1);
          line("tick", 48, y, right, y, "");
        }
        text("time", 52, y(row) + 4, escape(Timeline.time(nanos)));
      }
    }
  }

  /** From where somebody has started it, or from the top, to its end. */
  private void drawLives() {
    Map<Long, Integer> begun = new TreeMap<>();
    for (long id : places.keySet()) {
      begun.put(id, -1);
    }
    for (int row = 0; row < steps.size(); row++) {
      Step step = steps.get(row);
      if (step.act() == Act.GO && step.subject() instanceof VirtualGoroutine started) {
        begun.put(started.id(), row);
      } else if (step.act() == Act.END) {
        Integer since = begun.remove(step.goroutine());
        life(step.goroutine(), since == null ? -1 : since, row);
      }
    }
    begun.forEach((id, since) -> life(id, since, steps.size()));
  }

  private void drawWaits() {
    Map<Long, Integer> waiting = new TreeMap<>();
    for (int row = 0; row < steps.size(); row++) {
      Step step = steps.get(row);
      if (step.act() == Act.RESUME) {
        Integer since = waiting.remove(step.goroutine());
        span(step.goroutine(), since == null ? -1 : since, row, "wait", step);
      } else if (step.isBlocked()) {
        waiting.put(step.goroutine(), row);
      }
    }
    String kind = run.hasFailed() ? "stuck" : "wait";
    waiting.forEach((id, since) -> span(id, since, steps.size(), kind, steps.get(since)));
  }

  private void life(long id, int from, int to) {
    line("life", x(id), top(from), x(id), bottom(to), "");
  }

  private int top(int row) {
    return row < 0 ? 0 : y(row);
  }

  private int bottom(int row) {
    return row < steps.size() ? y(row) : y(row - 1) + rowHeight / 2;
  }

  private void span(long id, int from, int to, String kind, Step step) {
    int top = top(from);
    int bottom = bottom(to);
    page.append("<rect class=\"").append(kind).append("\" x=\"").append(x(id) - 4);
    page.append("\" y=\"").append(top).append("\" width=\"8\" height=\"").append(bottom - top);
    page.append("\" rx=\"4\">").append(title(step)).append("</rect>\n");
  }

  /** From each send into a buffer to the receive of the same object. */
  private void drawBuffered() {
    IdentityHashMap<Port, Deque<Integer>> sent = new IdentityHashMap<>();
    for (int row = 0; row < steps.size(); row++) {
      Step step = steps.get(row);
      if (!(step.subject() instanceof Port port)) {
        continue;
      }
      switch (step.act()) {
        case SEND, TRY_SEND -> {
          boolean refused = step.result() == Port.Offer.FULL || step.result() == Port.Offer.CLOSED;
          if (step.isComplete() && !step.isBlocked() && step.woken().isEmpty() && !refused) {
            sent.computeIfAbsent(port, unused -> new ArrayDeque<>()).add(row);
          }
        }
        case RECEIVE, TRY_RECEIVE -> {
          Integer from = step.isComplete() ? take(sent.get(port), step.result()) : null;
          if (from != null) {
            long sender = steps.get(from).goroutine();
            drawBuffered(x(sender), y(from), x(step.goroutine()), y(row));
          }
        }
        default -> {}
      }
    }
  }

  /** Ends before the dot, so that its head can be seen. */
  private void drawBuffered(int fromX, int fromY, int toX, int toY) {
    double part = 6 / Math.hypot(toX - fromX, toY - fromY);
    int endX = (int) Math.round(toX - (toX - fromX) * part);
    int endY = (int) Math.round(toY - (toY - fromY) * part);
    line("buffered", fromX, fromY, endX, endY, "value");
  }

  private @Nullable Integer take(@Nullable Deque<Integer> sent, @Nullable Object value) {
    if (sent != null) {
      for (Iterator<Integer> rows = sent.iterator(); rows.hasNext(); ) {
        Integer row = rows.next();
        if (steps.get(row).detail() == value) {
          rows.remove();
          return row;
        }
      }
    }
    return null;
  }

  // ---- what is in front

  private void drawArrows(int row, Step step) {
    int y = y(row);
    int own = x(step.goroutine());
    if (step.act() == Act.GO && step.subject() instanceof VirtualGoroutine started) {
      arrow("start", own, x(started.id()), y, "plain");
    }
    for (long woken : step.woken()) {
      if (step.goroutine() == 0) {
        arrow("timer", own, x(woken), y, "timed");
      } else if (step.act() == Act.SEND || step.act() == Act.TRY_SEND) {
        arrow("value", own, x(woken), y, "value");
      } else if (takesFrom(step, row, woken)) {
        arrow("value", x(woken), own, y, "value");
      } else {
        arrow("wake", own, x(woken), y, "plain");
      }
    }
  }

  /** Whether a receive took the very value that somebody who waited wanted to send. */
  private boolean takesFrom(Step step, int row, long sender) {
    if (step.act() != Act.RECEIVE && step.act() != Act.TRY_RECEIVE) {
      return false;
    }
    List<Step> before = new ArrayList<>(steps.subList(0, row));
    for (Step earlier : before.reversed()) {
      if (earlier.goroutine() == sender) {
        return earlier.isBlocked()
            && earlier.act() == Act.SEND
            && step.result() != null
            && earlier.detail() == step.result();
      }
    }
    return false;
  }

  private void arrow(String kind, int from, int to, int y, String head) {
    int gap = from < to ? -6 : 6;
    line(kind, from, y, to + gap, y, head);
  }

  private void drawStep(int row, Step step) {
    int y = y(row);
    int x = x(step.goroutine());
    boolean failed = run.hasFailed() && row == steps.size() - 1;
    text("faint number", 38, y + 4, Long.toString(step.number()));
    if (step.choices() > 0) {
      String kind = step.choice() > 0 ? "choice taken" : "choice";
      page.append("<path class=\"").append(kind).append("\" d=\"M116 ").append(y - 5);
      page.append("l5 5l-5 5l-5-5z\"><title>decision ").append(step.choice()).append(", of ");
      page.append(step.choices()).append(" possibilities</title></path>\n");
      text(kind, 124, y + 4, step.choice() + 1 + "/" + step.choices());
    }
    page.append("<circle class=\"step").append(failed ? " last" : "").append("\" cx=\"").append(x);
    page.append("\" cy=\"").append(y).append("\" r=\"").append(wide ? 4 : 3.5).append("\">");
    page.append(title(step)).append("</circle>\n");
    if (wide) {
      text("label", x + 9, y - 6, escape(cut(Timeline.describe(step))));
    } else {
      line("guide", x, y, right + 6, y, "");
      text("label", right + 10, y + 4, escape(listed(step)));
    }
  }

  // ---- elements

  private void line(String kind, int fromX, int fromY, int toX, int toY, String head) {
    page.append("<line class=\"").append(kind).append("\" x1=\"").append(fromX).append("\" y1=\"");
    page.append(fromY).append("\" x2=\"").append(toX).append("\" y2=\"").append(toY).append('"');
    page.append(head.isEmpty() ? "" : " marker-end=\"url(#" + head + ")\"").append("/>\n");
  }

  private void text(String kind, int x, int y, String escaped) {
    page.append("<text class=\"").append(kind).append("\" x=\"").append(x).append("\" y=\"");
    page.append(y).append("\">").append(escaped).append("</text>\n");
  }

  private static String title(Step step) {
    return "<title>"
        + step.number()
        + " at "
        + escape(Timeline.time(step.nanos()))
        + ", "
        + escape(Timeline.name(step.goroutine()) + ": " + Timeline.describe(step))
        + "</title>";
  }

  static String escape(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '"' -> escaped.append("&quot;");
            default -> escaped.appendCodePoint(c < ' ' || (c >= 0xD800 && c < 0xE000) ? '?' : c);
          }
        });
    return escaped.toString();
  }
}
