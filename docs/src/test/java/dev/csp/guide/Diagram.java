package dev.csp.guide;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * Draws goroutines, channels, and who sends to whom, from a few lines of text. The places are given, on a grid of columns and rows;
 * there is no layout to go wrong, and the same text always makes the same picture.
 *
 *   title    A worker pool
 *   text     What somebody who cannot see the picture should know.
 *   goroutine  main  at 0 1 "main"
 *   channel    jobs  at 1 1 "jobs" holds 4
 *   context    ctx   at 1 0 "context"
 *   box        file  at 2 0 "a file"
 *   main -> jobs -> worker          a value goes along; a chain is a list of arrows
 *   ctx ..> worker "interrupts"     news goes along: a cancellation, a close
 *
 * An arrow leaves and enters sideways, or, within a column, from top to bottom or back. One that goes back a long way makes an arc
 * above its row, for which there must be room, or below if it ends in a lower one.
 */
/** A drawing for the guide. */
final class Diagram {
  private static final int COLUMN = 150;
  private static final int ROW = 78;
  private static final int MARGIN = 24;
  private static final int SLOT = 14;

  private static final Pattern SHAPE =
      Pattern.compile(
          "(goroutine|channel|context|box)\\s+(\\w+)\\s+at\\s+([\\d.]+)\\s+([\\d.]+)\\s+\"([^\"]*)\""
              + "(?:\\s+holds\\s+(\\d+))?");
  private static final Pattern TEXT = Pattern.compile("(title|text)\\s+(.*)");
  private static final Pattern ARROWS =
      Pattern.compile("(\\w+(?:\\s*(?:->|\\.\\.>)\\s*\\w+)+)(?:\\s+\"([^\"]*)\")?");
  private static final Pattern STEP = Pattern.compile("\\s*(->|\\.\\.>)\\s*(\\w+)");

  /** Something that is drawn, around its centre. */
  private record Shape(String kind, double x, double y, String label, int holds) {
    double halfWidth() {
      return switch (kind) {
        case "channel" -> Math.max(40, holds * SLOT / 2.0 + 8);
        default -> 54;
      };
    }

    double halfHeight() {
      return kind.equals("channel") ? 12 : 19;
    }
  }

  /** A line from one shape to another. */
  private record Arrow(Shape from, Shape to, boolean dashed, String label) {}

  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Arrow> arrows = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();
  private String title = "";
  private String text = "";

  private Diagram(String description) {
    int number = 0;
    for (String line : description.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        try {
          read(line.strip());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
      }
    }
    if (title.isEmpty() || text.isEmpty()) {
      throw new IllegalArgumentException("a drawing must have a title and a text");
    }
  }

  /** The picture of a description. */
  static String draw(String description) {
    return new Diagram(description).draw();
  }

  private void read(String line) {
    Matcher words = TEXT.matcher(line);
    Matcher shape = SHAPE.matcher(line);
    Matcher arrow = ARROWS.matcher(line);
    if (words.matches()) {
      if (words.group(1).equals("title")) {
        title = words.group(2);
      } else {
        text = text.isEmpty() ? words.group(2) : text + " " + words.group(2);
      }
    } else if (shape.matches()) {
      readShape(shape);
    } else if (arrow.matches()) {
      readArrows(arrow.group(1), arrow.group(2) == null ? "" : arrow.group(2));
    } else {
      throw new IllegalArgumentException("is neither a shape nor an arrow: " + line);
    }
  }

  private void readShape(Matcher shape) {
    String label = shape.group(5);
    if (label.length() > 15) {
      throw new IllegalArgumentException("a label has at most 15 letters: " + label);
    }
    Shape made =
        new Shape(
            shape.group(1),
            MARGIN + 54 + Double.parseDouble(shape.group(3)) * COLUMN,
            MARGIN + 20 + Double.parseDouble(shape.group(4)) * ROW,
            label,
            shape.group(6) == null ? 0 : Integer.parseInt(shape.group(6)));
    if (shapes.put(shape.group(2), made) != null) {
      throw new IllegalArgumentException("is there twice: " + shape.group(2));
    }
  }

  private void readArrows(String chain, String label) {
    Matcher first = Pattern.compile("\\w+").matcher(chain);
    if (!first.lookingAt()) {
      throw new IllegalArgumentException("has no beginning: " + chain);
    }
    Shape from = shape(first.group());
    Matcher step = STEP.matcher(chain).region(first.end(), chain.length());
    while (step.lookingAt()) {
      Shape to = shape(step.group(2));
      arrows.add(new Arrow(from, to, step.group(1).equals("..>"), label));
      from = to;
      step.region(step.end(), chain.length());
    }
  }

  private Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return requireNonNull(shape);
  }

  private String draw() {
    double width = MARGIN;
    double height = MARGIN;
    for (Shape shape : shapes.values()) {
      width = Math.max(width, shape.x + 54 + MARGIN);
      height = Math.max(height, shape.y + 34 + MARGIN / 2.0);
    }
    for (Arrow arrow : arrows) {
      if (isArc(arrow) && arrow.to.y > arrow.from.y) {
        height = Math.max(height, arrow.to.y + 54);
      }
    }
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\""
            + " role=\"img\" aria-labelledby=\"title text\">",
        n(width), n(height), n(width), n(height));
    line("<title id=\"title\">%s</title>", escape(title));
    line("<desc id=\"text\">%s</desc>", escape(text));
    svg.append(STYLE);
    line("<rect class=\"page\" width=\"%s\" height=\"%s\" rx=\"10\"/>", n(width), n(height));
    arrows.forEach(this::drawArrow);
    shapes.values().forEach(this::drawShape);
    arrows.forEach(this::drawArrowLabel);
    line("</svg>");
    return svg.toString();
  }

  private static final String STYLE =
      """
      <style>
      svg { font: 13px system-ui, sans-serif; }
      text { fill: #1c2430; text-anchor: middle; }
      .name { font-size: 12px; }
      .note { font-size: 11.5px; fill: #5b6675; stroke: #fbfcfe; stroke-width: 4; paint-order: stroke; }
      .page { fill: #fbfcfe; }
      .goroutine { fill: #dcebfa; stroke: #2468a8; stroke-width: 1.5; }
      .channel { fill: #fdf0d5; }
      .pipe { fill: none; stroke: #a2660b; stroke-width: 2; }
      .place { stroke: #a2660b; stroke-width: 1; }
      .context { fill: none; stroke: #5b6675; stroke-width: 1.5; stroke-dasharray: 3 3; }
      .box { fill: none; stroke: #5b6675; stroke-width: 1.5; }
      .value { fill: none; stroke: #1c2430; stroke-width: 1.4; marker-end: url(#head); }
      .news { fill: none; stroke: #5b6675; stroke-width: 1.4; stroke-dasharray: 5 4; marker-end: url(#soft); }
      .head { fill: #1c2430; }
      .soft { fill: #5b6675; }
      @media (prefers-color-scheme: dark) {
        text, .head { fill: #e6edf3; }
        .page { fill: #161b22; }
        .note, .soft { fill: #9aa7b5; }
        .note { stroke: #161b22; }
        .goroutine { fill: #16314d; stroke: #6cb0f2; }
        .channel { fill: #3a2c10; }
        .pipe, .place { stroke: #e0a546; }
        .value { stroke: #e6edf3; }
        .context, .box, .news { stroke: #9aa7b5; }
      }
      </style>
      <defs>
      <marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">\
      <path class="head" d="M0 1 9 5 0 9z"/></marker>
      <marker id="soft" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">\
      <path class="soft" d="M0 1 9 5 0 9z"/></marker>
      </defs>
      """;

  private void drawShape(Shape shape) {
    double left = shape.x - shape.halfWidth();
    double top = shape.y - shape.halfHeight();
    String box =
        "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
            .formatted(n(left), n(top), n(2 * shape.halfWidth()), n(2 * shape.halfHeight()));
    if (shape.kind.equals("channel")) {
      double right = shape.x + shape.halfWidth();
      double bottom = shape.y + shape.halfHeight();
      line("<rect class=\"channel\" %s/>", box);
      line(
          "<path class=\"pipe\" d=\"M%s %sH%sM%s %sH%s\"/>",
          n(left), n(top), n(right), n(left), n(bottom), n(right));
      for (int i = 0; i <= shape.holds && shape.holds > 0; i++) {
        double x = left + i * 2 * shape.halfWidth() / shape.holds;
        line("<path class=\"place\" d=\"M%s %sV%s\"/>", n(x), n(top), n(bottom));
      }
      line(
          "<text class=\"name\" x=\"%s\" y=\"%s\">%s</text>",
          n(shape.x), n(bottom + 15), escape(shape.label));
    } else {
      String round = shape.kind.equals("box") ? "" : " rx=\"19\"";
      line("<rect class=\"%s\" %s%s/>", shape.kind, box, round);
      line("<text x=\"%s\" y=\"%s\">%s</text>", n(shape.x), n(shape.y + 4.5), escape(shape.label));
    }
  }

  private void drawArrow(Arrow arrow) {
    Shape from = arrow.from;
    Shape to = arrow.to;
    double dx = to.x - from.x;
    String path;
    if (Math.abs(dx) < COLUMN / 2.0) {
      double down = Math.signum(to.y - from.y);
      double room = to.kind.equals("channel") && down < 0 ? 20 : 3;
      double start = from.kind.equals("channel") && down > 0 ? 20 : 0;
      path =
          "M%s %sL%s %s"
              .formatted(
                  n(from.x), n(from.y + down * (from.halfHeight() + start)),
                  n(to.x), n(to.y - down * (to.halfHeight() + room)));
    } else if (isArc(arrow)) {
      double up = to.y > from.y ? -1 : 1;
      double peak = up > 0 ? Math.min(from.y, to.y) - 62 : Math.max(from.y, to.y) + 62;
      path =
          "M%s %sC%s %s %s %s %s %s"
              .formatted(
                  n(from.x),
                  n(from.y - up * from.halfHeight()),
                  n(from.x),
                  n(peak),
                  n(to.x),
                  n(peak),
                  n(to.x),
                  n(to.y - up * (to.halfHeight() + 3)));
    } else {
      double right = Math.signum(dx);
      double x1 = from.x + right * from.halfWidth();
      double x2 = to.x - right * (to.halfWidth() + 3);
      double bend = (x2 - x1) * 0.5;
      path =
          "M%s %sC%s %s %s %s %s %s"
              .formatted(
                  n(x1), n(from.y), n(x1 + bend), n(from.y), n(x2 - bend), n(to.y), n(x2), n(to.y));
    }
    line("<path class=\"%s\" d=\"%s\"/>", arrow.dashed ? "news" : "value", path);
  }

  private static double labelLift(Arrow arrow) {
    if (!isArc(arrow)) {
      return 5;
    }
    return arrow.to.y > arrow.from.y ? -62 : 54;
  }

  /**
   * Whether an arrow goes back a long way, or along its own row: then it goes around what stands
   * there.
   */
  private static boolean isArc(Arrow arrow) {
    double back = arrow.from.x - arrow.to.x;
    return back >= 2 * COLUMN || (back >= COLUMN / 2.0 && arrow.from.y == arrow.to.y);
  }

  private void drawArrowLabel(Arrow arrow) {
    if (!arrow.label.isEmpty()) {
      line(
          "<text class=\"note\" x=\"%s\" y=\"%s\">%s</text>",
          n((arrow.from.x + arrow.to.x) / 2),
          n((arrow.from.y + arrow.to.y) / 2 - labelLift(arrow)),
          escape(arrow.label));
    }
  }

  /** A line, with the parts in the places of {@code %s}. */
  private void line(String template, String... parts) {
    int from = 0;
    for (String part : parts) {
      int at = template.indexOf("%s", from);
      svg.append(template, from, at).append(part);
      from = at + 2;
    }
    svg.append(template.substring(from)).append('\n');
  }

  /** A number with at most one digit behind the point. */
  private static String n(double number) {
    long tenths = Math.round(number * 10);
    return tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + Math.abs(tenths % 10);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
