import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/*
 * What a folder with a repository of artifacts must hold, so that others can build on it:
 *
 *   - the BOM, what the BOM lists, and nothing else
 *   - poms that can be read alone: no parent, no build, no properties left to fill in, no test dependencies, a version everywhere;
 *     and the same url and scm in all of them, since Maven appends names of modules to those that are inherited
 *   - for each artifact a jar, its sources and its Javadoc; the jar a module, named like the artifact, of class files for the floor
 *   - the sources of all classes, the Javadoc of all exported packages, the license in each jar
 *
 * It finds all that is wrong, and says where.
 */
/** Checks deployed artifacts: {@code java Published.java REPOSITORY}. */
final class Published {
  private static final String GROUP = "dev.csp";
  private static final String BOM = "csp-bom";
  private static final int CLASS_FILE_VERSION = 65; // of Java 21
  private static final Set<String> OF_A_POM =
      Set.of(
          "modelVersion",
          "groupId",
          "artifactId",
          "version",
          "packaging",
          "name",
          "description",
          "url",
          "inceptionYear",
          "organization",
          "licenses",
          "developers",
          "scm",
          "issueManagement",
          "dependencies");
  private static final List<String> NEEDED = List.of("name", "description", "licenses");

  private final Path group;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> homes = new TreeSet<>();

  private Published(Path repository) {
    this.group = repository.resolve(GROUP.replace('.', '/'));
  }

  public static void main(String[] args) throws Exception {
    Published published = new Published(Path.of(args[0]));
    Set<String> artifacts = published.check();
    published.problems.forEach(System.err::println);
    System.err.println("Published: " + artifacts + ", " + published.problems.size() + " problems");
    if (!published.problems.isEmpty()) {
      System.exit(1);
    }
  }

  private Set<String> check() throws Exception {
    Set<String> artifacts = new TreeSet<>();
    try (Stream<Path> folders = Files.list(group)) {
      folders.filter(Files::isDirectory).forEach(f -> artifacts.add(f.getFileName().toString()));
    }
    if (!artifacts.contains(BOM)) {
      problems.add("no " + BOM + " in " + group);
      return artifacts;
    }
    Set<String> expected = listedIn(checkPom(BOM));
    expected.add(BOM);
    if (!expected.equals(artifacts)) {
      problems.add("published " + artifacts + ", but the BOM and what it lists are " + expected);
    }
    for (String artifact : artifacts) {
      if (!artifact.equals(BOM)) {
        checkPom(artifact);
        checkJars(artifact);
      }
    }
    if (homes.size() > 1) {
      problems.add("url and scm differ: " + homes);
    }
    return artifacts;
  }

  private Element checkPom(String artifact) throws Exception {
    Path file = file(artifact, ".pom");
    Element pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();
    for (Element part : children(pom)) {
      String name = part.getTagName();
      boolean ofTheBom = artifact.equals(BOM) && name.equals("dependencyManagement");
      if (!OF_A_POM.contains(name) && !ofTheBom) {
        problem(file, "has <" + name + ">");
      }
    }
    for (String name : NEEDED) {
      if (text(pom, name).isEmpty()) {
        problem(file, "has no <" + name + ">");
      }
    }
    if (Files.readString(file).contains("${")) {
      problem(file, "has a property that nobody fills in");
    }
    for (Element dependency : dependencies(pom)) {
      String id = text(dependency, "artifactId");
      if (text(dependency, "version").isEmpty()) {
        problem(file, "has no version for " + id);
      }
      if (text(dependency, "scope").equals("test")) {
        problem(file, "has the test dependency " + id);
      }
    }
    homes.add((text(pom, "url") + " " + text(pom, "scm")).strip());
    return pom;
  }

  /** What the BOM lists; all of one version, its own. */
  private Set<String> listedIn(Element bom) {
    Set<String> listed = new TreeSet<>();
    for (Element dependency : dependencies(bom)) {
      if (!text(dependency, "groupId").equals(GROUP)) {
        problems.add(BOM + " lists the foreign " + text(dependency, "artifactId"));
        continue;
      }
      if (!text(dependency, "version").equals(text(bom, "version"))) {
        problems.add(BOM + " lists another version of " + text(dependency, "artifactId"));
      }
      listed.add(text(dependency, "artifactId"));
    }
    return listed;
  }

  private void checkJars(String artifact) throws IOException {
    Path jar = file(artifact, ".jar");
    Path sources = file(artifact, "-sources.jar");
    Path javadoc = file(artifact, "-javadoc.jar");
    Set<String> classes = names(jar);
    Set<String> documented = names(javadoc);
    Set<String> written = names(sources);
    for (Path each : List.of(jar, sources)) {
      if (!names(each).contains("META-INF/LICENSE")) {
        problem(each, "has no license");
      }
    }
    ModuleDescriptor module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    String name = artifact.replaceFirst("^csp-", GROUP + ".").replace('-', '.');
    if (module.isAutomatic() || !module.name().equals(name)) {
      problem(jar, "is the module " + module.toNameAndVersion() + ", not " + name);
    }
    for (String file : classes) {
      if (!file.endsWith(".class")) {
        continue;
      }
      String source = file.replaceFirst("(\\$.*)?\\.class$", ".java");
      if (!written.contains(source)) {
        problem(sources, "has no " + source);
      }
    }
    checkClassFiles(jar);
    for (ModuleDescriptor.Exports exports : module.exports()) {
      String page =
          module.name() + "/" + exports.source().replace('.', '/') + "/package-summary.html";
      if (!exports.isQualified() && !documented.contains(page)) {
        problem(javadoc, "has no " + page);
      }
    }
  }

  private void checkClassFiles(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        try (InputStream in = file.getInputStream(entry)) {
          byte[] head = in.readNBytes(8);
          int minor = (head[4] & 0xff) << 8 | head[5] & 0xff; // 65535 for previews
          int major = (head[6] & 0xff) << 8 | head[7] & 0xff;
          if (major != CLASS_FILE_VERSION || minor != 0) {
            problem(jar, entry.getName() + " is of version " + major + "." + minor);
          }
        }
      }
    }
  }

  private static Set<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), true)) {
      Set<String> names = new TreeSet<>();
      file.stream().map(JarEntry::getName).forEach(names::add);
      return names;
    }
  }

  /** The only file of an artifact with an end; of a snapshot the file has a time in its name. */
  private Path file(String artifact, String end) throws IOException {
    boolean classified = end.startsWith("-");
    try (Stream<Path> files = Files.walk(group.resolve(artifact))) {
      List<Path> found =
          files
              .filter(f -> f.toString().endsWith(end))
              .filter(f -> classified || !f.toString().matches(".*-(sources|javadoc)\\.jar"))
              .toList();
      if (found.size() != 1) {
        throw new IOException(artifact + " has " + found.size() + " files with the end " + end);
      }
      return found.get(0);
    }
  }

  private void problem(Path file, String what) {
    problems.add(group.relativize(file) + ": " + what);
  }

  private static List<Element> dependencies(Element pom) {
    List<Element> found = new ArrayList<>();
    var all = pom.getElementsByTagName("dependency");
    for (int i = 0; i < all.getLength(); i++) {
      found.add((Element) all.item(i));
    }
    return found;
  }

  private static List<Element> children(Element parent) {
    List<Element> found = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element) {
        found.add(element);
      }
    }
    return found;
  }

  /** The text of a child, in one line; empty if there is none. */
  private static String text(Element parent, String name) {
    for (Element child : children(parent)) {
      if (child.getTagName().equals(name)) {
        return child.getTextContent().strip().replaceAll("\\s+", " ");
      }
    }
    return "";
  }
}
