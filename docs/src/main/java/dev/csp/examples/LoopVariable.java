package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.patterns.ErrGroup;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The loop variable that all goroutines share: why the trap does not compile here, what to write
 * instead, and how to fall in nevertheless.
 *
 * <p><b>Go.</b> Before Go 1.22 a loop had one variable for all its rounds, and goroutines that were
 * started in the loop saw whatever it held when they got to it: often the last value, many times.
 * Since then each round has its own.
 *
 * <p><b>Java.</b> A lambda may only use local variables that never change ("effectively final"),
 * and the {@code i} of a counting loop changes. So the program is refused. Copy it to a variable of
 * the round, {@code int n = i;}; the variable of a {@code for} over a collection is one already.
 * The rule protects the variable, not what it refers to: an array or a field is shared as ever.
 */
public final class LoopVariable {
  private static final int ROUNDS = 3;

  private static final String TRAP =
      """
      import dev.csp.go.Go;

      class Trap {
        void run() {
          for (int i = 0; i < 3; i++) {
            Go.go(() -> System.out.println(i));
          }
        }
      }
      """;

  private LoopVariable() {}

  public static void main(String[] args) throws Exception {
    run(System.out);
  }

  static void run(PrintStream out) throws Exception {
    out.print(TRAP);
    out.println("javac says: " + compile(TRAP));
    out.println("with a variable of the round: " + ownVariable());
    out.println("with an array of one element, shared: " + sharedArray());
  }

  /** What to write. */
  static List<Integer> ownVariable() throws Exception {
    Channel<Integer> seen = Channel.buffered(ROUNDS);
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < ROUNDS; i++) {
        int n = i;
        group.go(() -> seen.send(n));
      }
      group.await();
    }
    seen.close();
    return seen.stream().sorted().toList();
  }

  /** What compiles, and is the trap again: every goroutine looks when the loop is over. */
  static List<Integer> sharedArray() throws Exception {
    Channel<Integer> seen = Channel.buffered(ROUNDS);
    Channel<Void> loopIsOver = Channel.unbuffered();
    try (ErrGroup group = new ErrGroup()) {
      int[] i = new int[1];
      for (i[0] = 0; i[0] < ROUNDS; i[0]++) {
        group.go(() -> {
          loopIsOver.receiveOrClosed();
          seen.send(i[0]);
        });
      }
      loopIsOver.close();
      group.await();
    }
    seen.close();
    return seen.stream().sorted().toList();
  }

  /** The errors of a class. */
  private static List<String> compile(String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      return List.of("nothing: this Java comes without a compiler");
    }
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Trap.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
    compiler.getTask(null, null, found, options, null, List.of(file)).call();
    List<String> errors = new ArrayList<>();
    for (Diagnostic<?> diagnostic : found.getDiagnostics()) {
      errors.add("line " + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT));
    }
    return errors;
  }
}
