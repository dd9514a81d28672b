package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@SuppressWarnings("InputStreamSlowMultibyteRead") // they never get to read more than one
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class LinesTest {
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void whatWasOpenedIsClosed() {
    assertThat(closed).hasValue(opened.get());
  }

  private InputStream bytes(String text) {
    opened.incrementAndGet();
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private Pipeline<String> lines(String text) {
    return Lines.of(() -> bytes(text), StandardCharsets.UTF_8);
  }

  @Test
  void theLinesComeInOrderWithoutTheirEnds() throws Exception {
    assertThat(lines("one\ntwo\r\n\nthrée").toList(BACKGROUND))
        .containsExactly("one", "two", "", "thrée");
    assertThat(lines("").toList(BACKGROUND)).isEmpty();
    assertThat(Lines.of(() -> new StringReader("a\nb\n")).toList(BACKGROUND))
        .containsExactly("a", "b");
    assertThat(Lines.of(() -> new BufferedReader(new StringReader("a"))).toList(BACKGROUND))
        .containsExactly("a");
  }

  @Test
  void eachRunOpensAndCloses() throws Exception {
    Pipeline<String> pipeline = lines("a\nb");
    assertThat(opened).hasValue(0);
    for (int i = 1; i <= 3; i++) {
      assertThat(pipeline.count(BACKGROUND)).isEqualTo(2);
      assertThat(opened).hasValue(i);
      assertThat(closed).hasValue(i);
    }
  }

  @Test
  void whoLeavesEarlyClosesWhatWasOpened() throws Exception {
    Pipeline<String> pipeline = lines("a\nb\nc\n");
    assertThat(pipeline.first(BACKGROUND)).contains("a");
    assertThat(closed).hasValue(1);
    assertThatThrownBy(() ->
            pipeline.forEach(
                BACKGROUND,
                line -> {
                  throw new IOException("full");
                }))
        .isInstanceOf(StageException.class)
        .hasRootCauseMessage("full");
    assertThat(closed).hasValue(2);
    try (OpenPipeline<String> run = pipeline.open(BACKGROUND)) {
      assertThat(run.channel().receive()).isEqualTo("a");
    }
    assertThat(closed).hasValue(3);
    CancellableContext context = BACKGROUND.withCancel();
    assertThatThrownBy(() -> pipeline.forEach(context, line -> context.cancel()))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatOpeningReadingAndClosingThrowFailsTheSource() {
    IOException failure = new IOException("no");
    List<Pipeline<String>> pipelines =
        List.of(
            Lines.of(() -> {
              throw failure;
            }),
            Lines.of(
                () ->
                    new InputStream() {
                      @Override
                      public int read() throws IOException {
                        throw failure;
                      }
                    },
                StandardCharsets.UTF_8),
            Lines.of(
                () ->
                    new ByteArrayInputStream(new byte[0]) {
                      @Override
                      public void close() throws IOException {
                        throw failure;
                      }
                    },
                StandardCharsets.UTF_8));
    for (Pipeline<String> pipeline : pipelines) {
      StageException thrown =
          catchThrowableOfType(StageException.class, () -> pipeline.toList(BACKGROUND));
      assertThat(thrown).hasCause(failure);
      assertThat(thrown.stage()).isEqualTo("lines");
    }
    assertThatThrownBy(() -> Lines.of(() -> null).toList(BACKGROUND))
        .hasRootCauseInstanceOf(NullPointerException.class)
        .hasRootCauseMessage("what was opened");
  }

  /** As a process's output: a read that waits, heeds no interrupt, and ends when it is closed. */
  private final class Deaf extends InputStream {
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch reading = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      reading.countDown();
      boolean interrupted = false;
      while (closing.getCount() > 0) {
        try {
          closing.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("closed");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      closing.countDown();
    }
  }

  @Test
  void aReadThatHeedsNoInterruptIsEndedByClosing() throws Exception {
    for (int i = 0; i < times(50); i++) {
      Deaf deaf = new Deaf();
      opened.incrementAndGet();
      CancellableContext context = BACKGROUND.withCancel();
      OpenPipeline<String> run = Lines.of(() -> deaf, StandardCharsets.UTF_8).open(context);
      if (i % 2 == 0) {
        deaf.reading.await();
      }
      if (i % 3 == 0) {
        context.cancel();
        assertThatThrownBy(() -> run.channel().receive())
            .hasCauseInstanceOf(CancellationException.class)
            .satisfies(t -> assertThat(t.getCause()).hasNoSuppressedExceptions());
      }
      run.close();
      assertThat(Go.count()).isEqualTo(before);
      if (deaf.closing.getCount() == 1) { // it was stopped before it was opened
        opened.decrementAndGet();
      }
    }
  }

  @Test
  void aReadThatHeedsAnInterruptIsEndedByIt() throws Exception {
    Pipe pipe = Pipe.open();
    try (OpenPipeline<String> run =
        Lines.of(() -> Channels.newInputStream(pipe.source()), StandardCharsets.UTF_8)
            .open(BACKGROUND)) {
      pipe.sink().write(StandardCharsets.UTF_8.encode("a\n"));
      assertThat(run.channel().receive()).isEqualTo("a");
    }
    assertThat(pipe.source().isOpen()).isFalse();
    pipe.sink().close();
  }

  /** The output of a process heeds neither, so its close ends the process; see the Javadoc. */
  @Test
  void aReadThatHeedsNothingIsEndedByWhatCloseDoes() throws Exception {
    ProcessBuilder command = new ProcessBuilder("sleep", "1000");
    List<Process> started = new CopyOnWriteArrayList<>();
    Pipeline<String> output =
        Lines.of(
            () -> {
              Process process = command.start();
              started.add(process);
              return new FilterInputStream(process.getInputStream()) {
                @Override
                public void close() throws IOException {
                  process.destroy();
                  super.close();
                }
              };
            },
            StandardCharsets.UTF_8);
    try (OpenPipeline<String> run = output.open(BACKGROUND)) {
      until("started", () -> !started.isEmpty());
    }
    started.get(0).waitFor();
  }

  /** The stop meets the end of the text, the reads, the opening: closed once, whoever does it. */
  @Test
  void whatWasOpenedIsClosedOnce() throws Exception {
    for (int i = 0; i < times(500); i++) {
      CancellableContext context = BACKGROUND.withCancel();
      int spin = i % 40;
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          try {
            lines("a\nb\nc\nd\ne\nf").forEach(context, line -> {});
          } catch (CancellationException e) { // or it was through before
          }
        });
        crew.go(() -> {
          for (int j = 0; j < spin; j++) {
            Go.yieldNow();
          }
          context.cancel();
        });
      }
      assertThat(closed).hasValue(opened.get());
    }
  }

  // ---- writing

  @Test
  void eachValueIsALine() throws Exception {
    StringWriter text = new StringWriter();
    AtomicInteger flushed = new AtomicInteger();
    Writer writer =
        new java.io.FilterWriter(text) {
          @Override
          public void flush() {
            flushed.incrementAndGet();
          }

          @Override
          public void close() {
            throw new AssertionError("is the caller's to close");
          }
        };
    Lines.write(BACKGROUND, Pipeline.<CharSequence>of("a", CharBuffer.wrap("b")), writer);
    assertThat(text).hasToString("a\nb\n");
    assertThat(flushed).hasValue(1);
  }

  @Test
  void aWriteThatFailsStopsTheRun() {
    IOException full = new IOException("full");
    StringWriter text =
        new StringWriter() {
          @Override
          public StringWriter append(CharSequence part) {
            if (getBuffer().length() > 3) {
              throw new java.io.UncheckedIOException(full);
            }
            return super.append(part);
          }
        };
    assertThatThrownBy(() -> Lines.write(BACKGROUND, lines("a\nb\nc\nd"), text))
        .isInstanceOf(StageException.class)
        .hasRootCause(full);
    assertThat(text).hasToString("a\nb\n");
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> Lines.of(null));
    assertThatNullPointerException().isThrownBy(() -> Lines.of(null, StandardCharsets.UTF_8));
    assertThatNullPointerException().isThrownBy(() -> Lines.of(() -> bytes(""), null));
    StringWriter writer = new StringWriter();
    assertThatNullPointerException().isThrownBy(() -> Lines.write(null, Pipeline.of("a"), writer));
    assertThatNullPointerException().isThrownBy(() -> Lines.write(BACKGROUND, null, writer));
    assertThatNullPointerException()
        .isThrownBy(() -> Lines.write(BACKGROUND, Pipeline.of("a"), null));
  }
}
