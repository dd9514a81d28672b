package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.csp.context.Context;
import dev.csp.go.Go;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The digests of every file below some folders, in order, as sha256sum prints them. This is the
 * command: its options, its exit status, and what happens on a signal. The work itself is in {@link
 * Pipeline}.
 */
@Command(
    name = DigestTree.NAME,
    sortOptions = false,
    usageHelpWidth = 100,
    description =
        "Prints the digest of every file, as sha256sum does; \"sha256sum -c\" accepts the output.",
    footer = {
      "",
      "The order is that of the arguments and, below a folder, of the full paths by their bytes.",
      "Links are followed where they are arguments, not below. Pipes, sockets and devices below a",
      "folder are left out.",
      "",
      "Names need not be text: those found in folders are printed byte for byte. Only a name that is",
      "an argument must be valid in the locale; for another, give its folder.",
      "",
      "Exit status: 0 if every file was digested; 1 if one could not be read, or the output not be",
      "written; 2 if the command line is wrong; 130 after Ctrl-C.",
    })
public final class DigestTree implements Callable<Integer> {
  static final String NAME = "DigestTree";

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int STOPPED = 130;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MOST_WORKERS = 1024; // each has a buffer

  private final OutputStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, and folders to walk.")
  private List<String> paths = List.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many files to read at a time (here: ${DEFAULT-VALUE}).")
  private int workers = Go.parallelism();

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "The digest, by the JDK's name (default: ${DEFAULT-VALUE}).")
  private String algorithm = "SHA-256";

  @Option(names = "--fail-fast", description = "Stop at the first file that cannot be read.")
  private boolean failFast;

  @SuppressWarnings("unused") // the parser acts on it
  @Option(names = "--help", usageHelp = true, description = "Print this, and exit.")
  private boolean help;

  DigestTree(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    // not System.out, which would hide that nobody reads any more
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.exit(new DigestTree(out, System.err).execute(args));
  }

  /** Does everything but exit. */
  int execute(String... args) {
    return new CommandLine(this)
        .setExpandAtFiles(false) // a name may begin with @
        .setOut(new PrintWriter(out, true, UTF_8))
        .setErr(new PrintWriter(err, true, err.charset()))
        .execute(args);
  }

  @Override
  public Integer call() throws ExecutionException, NoSuchAlgorithmException {
    check();
    Pipeline pipeline =
        new Pipeline(algorithm, workers, failFast ? OnFailure.STOP : OnFailure.GO_ON);
    try (SignalContext signals = new SignalContext();
        ProgressLine progress = new ProgressLine(err, PATIENCE, ProgressLine::errIsTerminal)) {
      return run(pipeline, signals.context(), new Report(out, err, progress));
    }
  }

  private int run(Pipeline pipeline, Context ctx, Report report)
      throws ExecutionException, NoSuchAlgorithmException {
    try {
      pipeline.run(ctx, paths, report);
      return ctx.isDone() ? STOPPED : report.failures() == 0 ? OK : FAILED;
    } catch (InterruptedException e) {
      return STOPPED;
    } catch (IOException e) {
      report.complain("standard output: " + e.getMessage());
      return FAILED;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnreadableException why) {
        report.complain(why.getMessage());
        return FAILED;
      }
      throw e; // a fault of ours
    }
  }

  /** What the parser does not know to be wrong. */
  private void check() {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw wrong("--workers must be 1 to " + MOST_WORKERS + ", was " + workers);
    }
    if (!Security.getAlgorithms("MessageDigest").contains(algorithm.toUpperCase(Locale.ROOT))) {
      throw wrong(
          "--algorithm must be one of "
              + String.join(", ", new TreeSet<>(Security.getAlgorithms("MessageDigest")))
              + ", was "
              + algorithm);
    }
    if (paths.contains("-")) {
      throw wrong("standard input is not read; a file of the name - is ./-");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
