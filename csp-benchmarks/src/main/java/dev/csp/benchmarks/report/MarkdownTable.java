package dev.csp.benchmarks.report;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;

/** A table whose cells have one width, so that it can be read as it is. */
final class MarkdownTable {
  private final List<List<String>> lines = new ArrayList<>();

  MarkdownTable(List<String> head) {
    lines.add(List.copyOf(head));
  }

  void add(List<String> line) {
    if (line.size() != lines.get(0).size()) {
      throw new IllegalArgumentException(
          "a line must have " + lines.get(0).size() + " cells, was " + line);
    }
    lines.add(List.copyOf(line));
  }

  boolean isEmpty() {
    return lines.size() == 1;
  }

  @Override
  public String toString() {
    int columns = lines.get(0).size();
    var widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    var out = new StringBuilder();
    for (int n = 0; n < lines.size(); n++) {
      for (int i = 0; i < columns; i++) {
        out.append("| ").append(Strings.padEnd(lines.get(n).get(i), widths[i] + 1, ' '));
      }
      out.append("|\n");
      if (n == 0) {
        for (int width : widths) {
          out.append('|').append("-".repeat(width + 2));
        }
        out.append("|\n");
      }
    }
    return out.toString();
  }
}
