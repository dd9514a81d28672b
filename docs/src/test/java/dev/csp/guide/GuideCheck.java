package dev.csp.guide;

import dev.csp.guide.Page.Block;
import dev.csp.guide.Page.Link;
import dev.csp.guide.Page.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/*
 * The rules for the pages of a repository: README.md, and everything below docs.
 *
 *   - a block of Java is a region of a compiled file, named in a comment on the line before: <!-- dev/csp/A.java region="x" -->
 *   - a table with such a comment (without a region) is a dictionary: the code in its last column stands in that file
 *   - a block that is no Java is a command (sh, or nothing), one on each line, that somebody is known to run; an xml block, whose
 *     coordinates are those of the build; or text, named in the comment before: <!-- output: name --> and printed by a test
 *   - a link to a file leads to a file, and its #part to a heading
 *   - a page is in a table of contents: the README.md of its folder or of a folder above, but for the repository's
 *
 * It finds all that is wrong, and says where, so that a person can mend everything at once.
 */
/** Finds what is stale in the pages. */
final class GuideCheck {
  private static final Pattern REGION = Pattern.compile("(\\S+\\.java) region=\"([\\w-]+)\"");
  private static final Pattern FILE = Pattern.compile("\\S+\\.java");
  private static final Pattern OUTPUT = Pattern.compile("output: ([\\w-]+)");
  private static final Pattern XML_TAG = Pattern.compile("<(groupId|artifactId|version)>([^<]*)<");

  private final Path root;
  private final Sources sources;
  private final Commands commands;
  private final Set<String> outputs;
  private final List<String> problems = new ArrayList<>();
  private final Map<Path, Page> pages = new HashMap<>();

  /**
   * Makes a check.
   *
   * @param root the repository
   * @param commands who runs what
   * @param outputs the names of the outputs that a test compares with the pages
   */
  GuideCheck(Path root, Commands commands, Set<String> outputs) {
    this.root = root;
    this.sources = new Sources(root.resolve("docs/src/main/java"));
    this.commands = commands;
    this.outputs = outputs;
  }

  /** Everything that is wrong, by page. */
  List<String> problems() throws IOException {
    List<Path> files = pageFiles();
    for (Path file : files) {
      check(file);
    }
    checkContents(files);
    return List.copyOf(problems);
  }

  /** The README and the pages of docs, in the order of their names. */
  List<Path> pageFiles() throws IOException {
    List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md"))
          .filter(file ->
              !root.relativize(file).toString().matches("docs/(src|target|node_modules)/.*"))
          .sorted()
          .forEach(files::add);
    }
    return files;
  }

  Page page(Path file) throws IOException {
    Path key = file.normalize();
    Page page = pages.get(key);
    if (page == null) {
      try {
        page = Page.parse(Files.readString(key));
      } catch (IllegalArgumentException e) {
        problems.add(root.relativize(key) + ": " + e.getMessage());
        page = Page.parse("");
      }
      pages.put(key, page);
    }
    return page;
  }

  /** Writes each region into its block, where it is known. */
  void fill() throws IOException {
    for (Path file : pageFiles()) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      List<Block> blocks = new ArrayList<>(page(file).blocks());
      Collections.reverse(blocks); // so that the line numbers of those to come stay right
      for (Block block : blocks) {
        Matcher comment = REGION.matcher(block.comment());
        if (comment.matches() && sources.has(comment.group(1))) {
          Optional<String> region = sources.region(comment.group(1), comment.group(2));
          if (region.isPresent()) {
            List<String> old = lines.subList(block.line(), block.line() + block.lines());
            old.clear();
            lines.addAll(block.line(), region.get().lines().toList());
          }
        }
      }
      String filled = String.join("\n", lines) + "\n";
      if (!filled.equals(Files.readString(file))) {
        Files.writeString(file, filled);
      }
    }
    pages.clear();
  }

  private void check(Path file) throws IOException {
    Page page = page(file);
    for (Block block : page.blocks()) {
      for (String problem :
          switch (block.language()) {
            case "java" -> problemsOfJava(block);
            case "", "sh" -> problemsOfCommands(block);
            case "xml" -> problemsOfXml(block);
            case "text" -> problemsOfText(block);
            default -> List.of("no rule for a block of " + block.language());
          }) {
        report(file, block.line(), problem);
      }
    }
    for (Table table : page.tables()) {
      for (String problem : problemsOfTable(table)) {
        report(file, table.line(), problem);
      }
    }
    for (Link link : page.links()) {
      if (!leadsSomewhere(file, link.target())) {
        report(file, link.line(), "dead link " + link.target());
      }
    }
  }

  private void report(Path file, int line, String problem) {
    problems.add(root.relativize(file) + ":" + line + ": " + problem);
  }

  private List<String> problemsOfJava(Block block) throws IOException {
    Matcher comment = REGION.matcher(block.comment());
    if (!comment.matches()) {
      return List.of("no <!-- path/File.java region=\"name\" --> before the block");
    }
    String file = comment.group(1);
    String name = comment.group(2);
    if (!sources.has(file)) {
      return List.of("no file " + file);
    }
    String region = sources.region(file, name).orElse(null);
    if (region == null) {
      return List.of("no region " + name + " in " + file);
    }
    if (!region.equals(block.text())) {
      return List.of("differs from region " + name + " of " + file + ":\n" + region);
    }
    return List.of();
  }

  private List<String> problemsOfCommands(Block block) {
    return block
        .text()
        .lines()
        .filter(command -> commands.runnerOf(command).isEmpty())
        .map(command -> "nobody runs: " + command)
        .toList();
  }

  private List<String> problemsOfXml(Block block) throws IOException {
    String poms = poms();
    return XML_TAG
        .matcher(block.text())
        .results()
        .map(tag -> tag.group() + "/")
        .filter(tag -> !poms.contains(tag))
        .map(tag -> "not in a pom.xml: " + tag)
        .toList();
  }

  /** Those of the build: the parent's and its modules'. */
  private String poms() throws IOException {
    StringBuilder poms = new StringBuilder(Files.readString(root.resolve("pom.xml")));
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.toList()) {
        Path pom = module.resolve("pom.xml");
        if (Files.exists(pom)) {
          poms.append(Files.readString(pom));
        }
      }
    }
    return poms.toString();
  }

  private List<String> problemsOfText(Block block) {
    Matcher comment = OUTPUT.matcher(block.comment());
    if (!comment.matches()) {
      return List.of("no <!-- output: name --> before the block");
    }
    return outputs.contains(comment.group(1))
        ? List.of()
        : List.of("no test prints the output " + comment.group(1));
  }

  private List<String> problemsOfTable(Table table) throws IOException {
    if (!FILE.matcher(table.comment()).matches()) {
      return List.of();
    }
    if (!sources.has(table.comment())) {
      return List.of("no file " + table.comment());
    }
    List<String> found = new ArrayList<>();
    for (List<String> row : table.rows()) {
      for (String code : Page.code(row.getLast())) {
        if (!sources.contains(table.comment(), code)) {
          found.add("not in " + table.comment() + ": " + code);
        }
      }
    }
    return found;
  }

  private boolean leadsSomewhere(Path from, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      return true; // somebody else's; the build does not go there
    }
    int hash = target.indexOf('#');
    String name = hash < 0 ? target : target.substring(0, hash);
    Path file = name.isEmpty() ? from : from.resolveSibling(name).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    return hash < 0
        || (file.toString().endsWith(".md")
            && page(file).anchors().contains(target.substring(hash + 1)));
  }

  private void checkContents(List<Path> files) throws IOException {
    for (Path file : files) {
      if (file.equals(root.resolve("README.md"))
          || file.equals(root.resolve("docs/README.md"))
          || isInContents(file)) {
        continue;
      }
      problems.add(root.relativize(file) + ": in no table of contents");
    }
  }

  private boolean isInContents(Path file) throws IOException {
    for (Path folder = file.getParent(); !folder.equals(root); folder = folder.getParent()) {
      Path contents = folder.resolve("README.md");
      if (!contents.equals(file) && Files.exists(contents)) {
        Set<Path> listed = new TreeSet<>();
        for (Link link : page(contents).links()) {
          listed.add(contents.resolveSibling(link.target().replaceAll("#.*", "")).normalize());
        }
        if (listed.contains(file) || (listed.contains(file.getParent()) && isReadme(file))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isReadme(Path file) {
    return file.endsWith("README.md");
  }
}
