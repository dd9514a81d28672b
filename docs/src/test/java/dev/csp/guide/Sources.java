package dev.csp.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The compiled files that pages show parts of. */
final class Sources {
  private static final Pattern START = Pattern.compile("\\s*// @start region=\"([\\w-]+)\"");
  private static final Pattern END = Pattern.compile("\\s*// @end");
  private static final Pattern COMMENTS =
      Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"|//[^\\n]*|(?s:/\\*.*?\\*/)");

  private final Path root;

  Sources(Path root) {
    this.root = root;
  }

  boolean has(String file) {
    return Files.isRegularFile(root.resolve(file));
  }

  private String read(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }

  /** A region of a file, moved to the left margin, without blank lines around it. */
  Optional<String> region(String file, String name) throws IOException {
    return regionOf(read(file), name);
  }

  static Optional<String> regionOf(String source, String name) {
    List<String> open = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean found = false;
    for (String line : source.lines().toList()) {
      Matcher start = START.matcher(line);
      if (start.matches()) {
        open.add(start.group(1));
        found |= start.group(1).equals(name);
      } else if (END.matcher(line).matches()) {
        if (!open.isEmpty()) {
          open.removeLast();
        }
      } else if (open.contains(name)) {
        lines.add(line);
      }
    }
    return found
        ? Optional.of(String.join("\n", lines).stripTrailing().stripIndent().strip())
        : Optional.empty();
  }

  /**
   * Whether a piece of code stands in a file, however its lines are broken; comments do not count.
   */
  boolean contains(String file, String code) throws IOException {
    return isIn(read(file), code);
  }

  static boolean isIn(String source, String code) {
    String dense = dense(codeOf(source));
    String part = dense(code);
    int at = part.isEmpty() ? -1 : dense.indexOf(part);
    while (at >= 0 && (joins(dense, at) || joins(dense, at + part.length()))) {
      at = dense.indexOf(part, at + 1);
    }
    return at >= 0;
  }

  /** Whether a word goes on across this place. */
  private static boolean joins(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isJavaIdentifierPart(text.charAt(at - 1))
        && Character.isJavaIdentifierPart(text.charAt(at));
  }

  private static String codeOf(String source) {
    return COMMENTS
        .matcher(source)
        .replaceAll(
            found -> Matcher.quoteReplacement(found.group().startsWith("\"") ? found.group() : ""));
  }

  /** Without the spaces that a formatter may move; one is left where two words meet. */
  private static String dense(String code) {
    return code.strip().replaceAll("\\s+", " ").replaceAll("(?<!\\w) | (?!\\w)", "");
  }
}
