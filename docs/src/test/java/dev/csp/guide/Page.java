package dev.csp.guide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the checks need to know of a page of Markdown: its fenced blocks, tables, links and the
 * anchors of its headings. It knows the Markdown that these pages use, and no more.
 *
 * @param blocks the fenced blocks
 * @param tables the tables
 * @param links the links and pictures, those in code left out
 * @param anchors what a link to a part of the page may name
 */
record Page(List<Block> blocks, List<Table> tables, List<Link> links, Set<String> anchors) {
  /**
   * A fenced block.
   *
   * @param line the line of its fence, counted from 1
   * @param language what stands behind the fence
   * @param comment the HTML comment on the line before, or nothing
   * @param text the lines between the fences
   */
  record Block(int line, String language, String comment, String text) {
    int lines() {
      return Math.toIntExact(text.lines().count());
    }
  }

  /**
   * A table, without its heading.
   *
   * @param line the line of its heading
   * @param comment the HTML comment on the line before, or nothing
   * @param rows the cells of each row
   */
  record Table(int line, String comment, List<List<String>> rows) {}

  /**
   * A link or a picture.
   *
   * @param line where it stands
   * @param target where it leads
   */
  record Link(int line, String target) {}

  private static final Pattern FENCE = Pattern.compile("```(\\w*)\\s*");
  private static final Pattern COMMENT = Pattern.compile("<!--\\s*(.*?)\\s*-->");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");

  static Page parse(String markdown) {
    List<String> lines = markdown.lines().toList();
    List<Block> blocks = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> headings = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals("```")) {
          end++;
        }
        if (end == lines.size()) {
          throw new IllegalArgumentException("line " + (i + 1) + ": the block has no end");
        }
        String text = String.join("\n", lines.subList(i + 1, end));
        blocks.add(new Block(i + 1, fence.group(1), commentBefore(lines, i), text));
        i = end;
      } else if (isTable(lines, i)) {
        List<List<String>> rows = new ArrayList<>();
        int row = i + 2;
        for (; row < lines.size() && lines.get(row).startsWith("|"); row++) {
          rows.add(cells(lines.get(row)));
        }
        tables.add(new Table(i + 1, commentBefore(lines, i), rows));
        for (; i < row; i++) {
          addLinks(links, i + 1, lines.get(i));
        }
        i--;
      } else {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
          String anchor = anchor(heading.group(1));
          int same = headings.merge(anchor, 1, Integer::sum) - 1;
          anchors.add(same == 0 ? anchor : anchor + "-" + same);
        }
        addLinks(links, i + 1, line);
      }
    }
    return new Page(List.copyOf(blocks), List.copyOf(tables), List.copyOf(links), anchors);
  }

  private static boolean isTable(List<String> lines, int i) {
    return lines.get(i).startsWith("|")
        && i + 1 < lines.size()
        && lines.get(i + 1).matches("\\|[-:| ]+\\|");
  }

  private static String commentBefore(List<String> lines, int i) {
    Matcher comment = COMMENT.matcher(i == 0 ? "" : lines.get(i - 1));
    return comment.matches() ? comment.group(1) : "";
  }

  private static void addLinks(List<Link> links, int number, String line) {
    Matcher link = LINK.matcher(CODE.matcher(line).replaceAll(""));
    while (link.find()) {
      links.add(new Link(number, link.group(1)));
    }
  }

  /** The cells of a row. A bar within code is no border. */
  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean code = false;
    for (char c : row.substring(1).toCharArray()) {
      if (c == '|' && !code) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        code ^= c == '`';
        cell.append(c);
      }
    }
    return List.copyOf(cells);
  }

  /** The code in a text, without its backticks. */
  static List<String> code(String text) {
    return CODE.matcher(text)
        .results()
        .map(found -> found.group().substring(1, found.group().length() - 1))
        .toList();
  }

  /** As GitHub makes it: letters, digits and hyphens of the heading, in lower case. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
        .replace(' ', '-');
  }
}
