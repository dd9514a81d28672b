package dev.csp.examples.digesttree;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/*
 * One line that says how far a long run has come, on standard error if that is a terminal.
 *
 * The library draws the line; when it appears and disappears is decided here, by whoever calls
 * show and hide. Left alone, the library would print from a thread of its own, into the middle of
 * other output.
 */
final class ProgressLine implements AutoCloseable {
  private static final int WIDTH = 79;
  private static final int NEVER_BY_ITSELF = Integer.MAX_VALUE;
  private static final String TAKE_AWAY = "\r" + " ".repeat(WIDTH) + "\r";

  private final PrintStream err;
  private final Duration patience;
  private final BooleanSupplier isTerminal;
  private final long start = System.nanoTime();
  private final Drawing drawing = new Drawing();
  private @Nullable ProgressBar bar;
  private boolean asked;
  private boolean shown;

  /**
   * Makes a line that is not shown yet.
   *
   * @param patience a run that is shorter shows nothing
   * @param isTerminal asked once, and only if the run is longer
   */
  ProgressLine(PrintStream err, Duration patience, BooleanSupplier isTerminal) {
    this.err = err;
    this.patience = patience;
    this.isTerminal = isTerminal;
  }

  /** Whether standard error is a terminal. The JDK can only tell for all three streams together. */
  static boolean errIsTerminal() {
    try {
      Process test = new ProcessBuilder("test", "-t", "2").redirectError(Redirect.INHERIT).start();
      return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program, so no such terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Shows the line, if the run is long and there is a terminal. */
  void show(long files, long bytes) {
    if (!asked && System.nanoTime() - start >= patience.toNanos()) {
      asked = true;
      bar = isTerminal.getAsBoolean() ? newBar() : null;
    }
    if (bar != null) {
      bar.stepTo(files).setExtraMessage(String.format(Locale.ROOT, " %,d MB", bytes / 1_000_000));
      bar.refresh();
      err.print("\r" + drawing.text);
      err.flush();
      shown = true;
    }
  }

  /** Takes the line away, for other output. */
  void hide() {
    if (shown) {
      err.print(TAKE_AWAY);
      err.flush();
      shown = false;
    }
  }

  @Override
  public void close() {
    hide();
    if (bar != null) {
      bar.close();
    }
  }

  private ProgressBar newBar() {
    return new ProgressBarBuilder()
        .setTaskName(DigestTree.NAME)
        .setUnit(" files", 1)
        .hideEta()
        .startsFrom(0, patience)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(NEVER_BY_ITSELF)
        .continuousUpdate()
        .setConsumer(drawing)
        .build();
  }

  /** Keeps what the library would print. */
  private static final class Drawing implements ProgressBarConsumer {
    volatile String text = ""; // the library's thread writes it, too, at the start and at the end

    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String drawn) {
      text = drawn;
    }

    @Override
    public void close() {}
  }
}
