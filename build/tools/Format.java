import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the layout of every Java file below the working directory, or with {@code --fix} mends it.
 * Hidden folders and build output are left alone, and so are files that say why.
 */
final class Format {
  private static final String LEFT_ALONE = "// Not formatted: "; // and a reason
  private static final Formatter FORMATTER =
      new Formatter(JavaFormatterOptions.builder().style(Style.GOOGLE).build());

  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean fix = List.of(args).contains("--fix");
    var seen = javaFiles(Path.of(""));
    var wrong = new ArrayList<String>();
    for (Path file : seen) {
      String before = Files.readString(file);
      if (before.startsWith(LEFT_ALONE)) {
        continue;
      }
      try {
        String after = formatted(before);
        if (before.equals(after)) {
          continue;
        }
        if (fix) {
          Files.writeString(file, after);
        }
        wrong.add(file.toString());
      } catch (FormatterException e) {
        System.out.println(e.formatDiagnostics(file.toString(), before));
        System.exit(1);
      }
    }
    System.out.println(
        seen.size() + " files, " + wrong.size() + (fix ? " rewritten" : " badly formatted"));
    wrong.forEach(file -> System.out.println("  " + file));
    if (!fix && !wrong.isEmpty()) {
      System.out.println("run: mvn -N process-sources -Dformat.mode=--fix");
      System.exit(1);
    }
  }

  private static String formatted(String source) throws FormatterException {
    String tidy = RemoveUnusedImports.removeUnusedImports(source);
    return FORMATTER.formatSource(ImportOrderer.reorderImports(tidy, Style.GOOGLE));
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return name.equals("target") || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
