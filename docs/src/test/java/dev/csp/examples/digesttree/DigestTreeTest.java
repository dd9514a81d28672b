package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command, in this JVM. Whatever it did, it left no goroutine behind: that is checked after
 * each test.
 */
class DigestTreeTest {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path root;
  private int before;

  /** What a run left: its status, and its streams with each byte of the output as one character. */
  private record Ran(int status, String out, String err) {}

  private static Ran run(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = run(out, err, args);
    return new Ran(status, out.toString(ISO_8859_1), err.toString(UTF_8));
  }

  private static int run(OutputStream out, OutputStream err, Object... args) {
    String[] strings = List.of(args).stream().map(Object::toString).toArray(String[]::new);
    return new DigestTree(out, new PrintStream(err, true, UTF_8)).execute(strings);
  }

  @BeforeEach
  void countGoroutines() {
    before = Go.count();
  }

  @AfterEach
  void noGoroutineIsLeft() {
    assertThat(Go.count()).as(Go.dump()).isEqualTo(before);
  }

  // ---- the output

  @Test
  void printsDigestAndNameOfAFile() throws IOException {
    Path file = Trees.file(root, "abc", "abc");
    assertThat(run(file)).isEqualTo(new Ran(0, ABC + "  " + file + "\n", ""));
  }

  @Test
  void anEmptyFileHasADigest() throws IOException {
    Path file = Trees.file(root, "empty", "");
    assertThat(run(root)).isEqualTo(new Ran(0, EMPTY + "  " + file + "\n", ""));
  }

  @Test
  void anEmptyFolderHasNoLines() {
    assertThat(run(root)).isEqualTo(new Ran(0, "", ""));
  }

  /** The digest of a file that is a whole number of buffers, and of those a byte off. */
  @ParameterizedTest
  @ValueSource(ints = {128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 3 * 128 * 1024})
  void sizesAroundTheBufferAreReadWhole(int size) throws Exception {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) 'x');
    Path file = Files.write(root.resolve("file"), content);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    assertThat(run(file).out()).isEqualTo(digest + "  " + file + "\n");
  }

  @Test
  void agreesWithSha256sumOnOddNames() throws Exception {
    Tools.assumeTools("sh", "find", "sort", "xargs", "sha256sum");
    Trees.odd(root);
    Ran ours = run(root);
    Tools.Ran theirs =
        Tools.run(
            root,
            List.of(
                "sh",
                "-c",
                "find \"$0\" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum",
                root + ""));
    assertThat(theirs.status()).as(theirs.err()).isZero();
    assertThat(ours.out()).isEqualTo(theirs.out());
    assertThat(ours.out().lines().count()).isGreaterThanOrEqualTo(30);
    assertThat(ours.status()).isZero();
  }

  @Test
  void sha256sumAcceptsTheOutput() throws Exception {
    Tools.assumeTools("sha256sum");
    Trees.odd(root.resolve("tree"));
    Path list =
        Files.writeString(root.resolve("list"), run(root.resolve("tree")).out(), ISO_8859_1);
    Tools.Ran check =
        Tools.run(root, List.of("sha256sum", "--check", "--strict", "--quiet", list + ""));
    assertThat(check).isEqualTo(new Tools.Ran(0, "", ""));
  }

  @Test
  void otherAlgorithmsOfTheJdkCanBeAskedFor() throws Exception {
    Tools.assumeTools("sha512sum");
    Path file = Trees.file(root, "file", "content");
    Tools.Ran theirs = Tools.run(root, List.of("sha512sum", file + ""));
    assertThat(run("--algorithm", "SHA-512", file).out()).isEqualTo(theirs.out());
  }

  // ---- the order

  /** Folders sort with their slash: the order is that of whole paths, with no locale. */
  @Test
  void linesAreInTheOrderOfWholePaths() throws IOException {
    for (String name : List.of("a/c", "a/a/z", "a.b", "a-b/x", "a0", "B", "b", "\u00e9", "z")) {
      Trees.file(root, name, name);
    }
    assertThat(names(run(root)))
        .containsExactly("B", "a-b/x", "a.b", "a/a/z", "a/c", "a0", "b", "z", "\u00c3\u00a9");
  }

  /** However late a file is ready: the first is the largest, and many small ones overtake it. */
  @Test
  void aSlowFileKeepsItsPlace() throws IOException {
    Trees.sparse(root, "0", 50_000_000);
    for (int i = 100; i < 300; i++) {
      Trees.file(root, "" + i, "" + i);
    }
    List<String> names = names(run("--workers", 4, root));
    assertThat(names).hasSize(201).isSorted();
  }

  /** More files than the window between the walk and the report has room for. */
  @Test
  void moreFilesThanTheWindowHasRoom() throws IOException {
    for (int i = 10_000; i < 13_000; i++) {
      Trees.file(root, i / 100 + "/" + i, "");
    }
    List<String> names = names(run(root));
    assertThat(names).hasSize(3_000).isSorted();
  }

  @Test
  void rootsAreInTheOrderGiven() throws IOException {
    Path b = Trees.file(root, "b", "");
    Path a = Trees.file(root, "a/file", "");
    assertThat(names(run(b, root.resolve("a"), b))).containsExactly("b", "a/file", "b");
  }

  private List<String> names(Ran ran) {
    return ran.out().lines().map(line -> line.substring(66 + (root + "/").length())).toList();
  }

  // ---- links

  @Test
  void linksAreFollowedAsArgumentsOnly() throws IOException {
    Trees.file(root, "tree/abc", "abc");
    Path toFile = Files.createSymbolicLink(root.resolve("toFile"), Path.of("tree/abc"));
    Path toFolder = Files.createSymbolicLink(root.resolve("toFolder"), Path.of("tree"));
    Files.createSymbolicLink(root.resolve("tree/again"), Path.of("abc"));
    Files.createSymbolicLink(root.resolve("tree/up"), Path.of(".."));
    assertThat(run(toFile, toFolder).out())
        .isEqualTo(ABC + "  " + toFile + "\n" + ABC + "  " + toFolder + "/abc\n");
  }

  // ---- failures

  /** Tests may run as root, who may read everything: so these cannot be read for other reasons. */
  @Test
  void unreadableFilesAreNamedAndTheRestIsDone() throws IOException {
    Path good = Trees.file(root, "good", "abc");
    Path dangling = Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Path loop = Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Path under = good.resolve("under");
    Ran ran = run(dangling, good, loop, under, root.resolve("new\nline"), "", good);
    assertThat(ran.out()).isEqualTo((ABC + "  " + good + "\n").repeat(2));
    assertThat(ran.err().lines().map(line -> line.substring("DigestTree: ".length())))
        .containsExactly(
            dangling + ": no such file or directory",
            loop
                + ": Too many levels of symbolic links or unable to access attributes of symbolic link",
            under + ": no such file or directory",
            root + "/new\\nline: no such file or directory",
            "'': no such file or directory");
    assertThat(ran.status()).isEqualTo(1);
  }

  /** It opens, and then cannot be read. */
  @Test
  void anErrorInTheMiddleOfAFileIsNamed() throws IOException {
    Path memory = Path.of("/proc/self/mem");
    assumeTrue(Files.exists(memory), "NOT TESTED: this system has no " + memory);
    Path good = Trees.file(root, "good", "abc");
    assertThat(run(memory, good))
        .isEqualTo(
            new Ran(
                1, ABC + "  " + good + "\n", "DigestTree: " + memory + ": Input/output error\n"));
  }

  @Test
  void failFastStopsWhatIsUnderWay() throws IOException {
    Path endless = Trees.endless(root, "endless");
    Path missing = root.resolve("missing");
    Ran ran = promptly(() -> run("--fail-fast", endless, endless, missing, endless));
    assertThat(ran)
        .isEqualTo(new Ran(1, "", "DigestTree: " + missing + ": no such file or directory\n"));
  }

  @Test
  void failFastStopsWhenAWorkerFails() throws IOException {
    Path memory = Path.of("/proc/self/mem");
    assumeTrue(Files.exists(memory), "NOT TESTED: this system has no " + memory);
    Path endless = Trees.endless(root, "endless");
    Ran ran = promptly(() -> run("--workers=3", "--fail-fast", endless, endless, memory, endless));
    assertThat(ran).isEqualTo(new Ran(1, "", "DigestTree: " + memory + ": Input/output error\n"));
  }

  /** As when the output goes to a program that has read enough. */
  @Test
  void anOutputThatCannotBeWrittenStopsEverything() throws IOException {
    Path small = Trees.file(root, "small", "");
    Path endless = Trees.endless(root, "endless");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = promptly(() -> run(broken, err, small, endless));
    assertThat(err.toString(UTF_8)).isEqualTo("DigestTree: standard output: Broken pipe\n");
    assertThat(status).isEqualTo(1);
  }

  // ---- cancelling

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void cancellingMidwayLeavesNothing(int workers) throws Exception {
    List<String> roots = endlesslyMany();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CancellableContext ctx = Context.background().withCancel()) {
      Goroutine running = Go.go(() -> pipeline(workers).run(ctx, roots, report(out)));
      Limits.await("all stages run", () -> Go.count() == before + 1 + 1 + workers);
      ctx.cancel();
      assertThat(running.join(Limits.PROMPT)).as(Go.dump()).isTrue();
      assertThat(running.failure()).isEmpty();
    }
    assertThat(out.size()).isZero();
  }

  /**
   * Workers that are busy on every carrier let others in, wherever those were started: each
   * platform thread has its own way into the scheduler. With Thread.yield in place of the pause
   * this fails.
   */
  @Test
  void busyWorkersLetOthersRun() throws Exception {
    int workers = 2 * Go.parallelism();
    List<String> roots = endlesslyMany();
    List<Goroutine> others = new ArrayList<>();
    try (CancellableContext ctx = Context.background().withCancel()) {
      Goroutine running =
          Go.go(() -> pipeline(workers).run(ctx, roots, report(new ByteArrayOutputStream())));
      Limits.await("all stages run", () -> Go.count() == before + 1 + 1 + workers);
      for (int i = 0; i < 8; i++) {
        Thread starter = Thread.ofPlatform().start(() -> others.add(Go.go(() -> {})));
        starter.join();
      }
      for (Goroutine other : others) {
        assertThat(other.join(Limits.PROMPT)).as(Go.dump()).isTrue();
      }
      ctx.cancel();
      assertThat(running.join(Limits.PROMPT)).as(Go.dump()).isTrue();
    }
  }

  @Test
  void anEndedContextStartsNothing() throws Exception {
    Path endless = Trees.endless(root, "endless");
    try (CancellableContext ctx = Context.background().withCancel()) {
      ctx.cancel();
      pipeline(2).run(ctx, List.of(endless.toString()), report(new ByteArrayOutputStream()));
    }
  }

  @Test
  void interruptingTheCallerStopsEverything() throws Exception {
    List<String> roots = endlesslyMany();
    Goroutine running =
        Go.go(() ->
            pipeline(2).run(Context.background(), roots, report(new ByteArrayOutputStream())));
    Limits.await("all stages run", () -> Go.count() == before + 1 + 1 + 2);
    running.interrupt();
    assertThat(running.join(Limits.PROMPT)).as(Go.dump()).isTrue();
    assertThat(running.failure()).containsInstanceOf(InterruptedException.class);
  }

  /** Enough that the walk waits for room, too. */
  private List<String> endlesslyMany() throws IOException {
    return Collections.nCopies(5_000, Trees.endless(root, "endless").toString());
  }

  /** One that would report a cancelled read, if it took it for a failure. */
  private static Pipeline pipeline(int workers) {
    return new Pipeline("SHA-256", workers, OnFailure.STOP);
  }

  private static Report report(OutputStream out) {
    PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    return new Report(out, err, new ProgressLine(err, Duration.ZERO, () -> false));
  }

  private static <T> T promptly(Callable<T> call) {
    return assertTimeoutPreemptively(Limits.PROMPT, call::call, Go::dump);
  }

  // ---- the command line

  @Test
  void helpNamesEveryOption() {
    Ran ran = run("--help");
    assertThat(ran.out())
        .startsWith("Usage: DigestTree ")
        .contains(
            "PATH...",
            "--workers=N",
            "--algorithm=NAME",
            "--fail-fast",
            "--help",
            "SHA-256",
            "Exit status");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
  }

  @Test
  void wrongCommandLinesAreExplained() {
    assertThat(wrong()).isEqualTo("Missing required parameter: 'PATH'");
    assertThat(wrong("--workers", 0, root)).isEqualTo("--workers must be 1 to 1024, was 0");
    assertThat(wrong("--workers", "many", root)).contains("'many' is not an int");
    assertThat(wrong("--algorithm", "SHA-1000", root))
        .startsWith("--algorithm must be one of ")
        .contains(" SHA-256,")
        .endsWith(", was SHA-1000");
    assertThat(wrong("--frobnicate", root)).startsWith("Unknown option: '--frobnicate'");
    assertThat(wrong("-")).isEqualTo("standard input is not read; a file of the name - is ./-");
  }

  /** The first line of the complaint. */
  private static String wrong(Object... args) {
    Ran ran = run(args);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("Usage: DigestTree ");
    return ran.err().lines().findFirst().orElseThrow();
  }

  /** Options end at two dashes, and no name is special behind them. */
  @Test
  void namesThatLookLikeOptionsCanBeGiven() {
    assertThat(run("--", "--help", "@file").err().lines())
        .containsExactly(
            "DigestTree: --help: no such file or directory",
            "DigestTree: @file: no such file or directory");
  }
}
