package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import dev.csp.pipeline.StageOutput;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;

/**
 * Lines of text as the source and the sink of pipelines.
 *
 * {@snippet file="dev/csp/examples/snippets/LineSnippets.java" region="lines"}
 *
 * <p><b>Opening and closing.</b> A pipeline is a description; what it reads is opened by each run,
 * on the goroutine of the source, and closed when the run ends, however it ends. What opening,
 * reading or closing throws is the failure of the source, whose stage is {@code lines}.
 *
 * <p><b>Stopping a read.</b> When nobody wants more lines, the source is interrupted, which ends a
 * read from a socket, a channel of {@code java.nio} or a pipe of {@code java.io}. Some reads heed
 * no interrupt; therefore what was opened is then closed as well, by a goroutine of its own, while
 * the read goes on. There are reads that heed neither, such as those from a terminal or of the
 * output of a process, and readers whose {@code close} waits for a read to end, such as {@link
 * BufferedReader}: then the run ends only with that read. An {@link InputStream} has better chances
 * than a {@link Reader} around it. Where only the other side can end a read, let {@code close} make
 * it do so:
 *
 * {@snippet file="dev/csp/examples/snippets/LineSnippets.java" region="process"}
 *
 * <p><b>When not to use it.</b> For a file that is read in one go, {@link
 * java.nio.file.Files#readAllLines}. For bytes: read and send buffers in {@link
 * Pipeline#generate(dev.csp.pipeline.SourceBody)}.
 */
public final class Lines {
  private Lines() {}

  /**
   * Describes the lines that come from a reader, without their ends.
   *
   * @param open opens the reader; a {@link BufferedReader} is used as it is
   * @return the pipeline
   * @throws NullPointerException if {@code open} is null
   */
  public static Pipeline<String> of(Callable<? extends Reader> open) {
    requireNonNull(open, "open");
    return Pipeline.generate("lines", out -> read(open.call(), Lines::buffered, out));
  }

  /**
   * Describes the lines that come from a stream of bytes, without their ends.
   *
   * @param open opens the stream
   * @param charset what the bytes mean; what is no character in it is replaced
   * @return the pipeline
   * @throws NullPointerException if an argument is null
   */
  public static Pipeline<String> of(Callable<? extends InputStream> open, Charset charset) {
    requireNonNull(open, "open");
    requireNonNull(charset, "charset");
    return Pipeline.generate(
        "lines",
        out ->
            read(open.call(), in -> new BufferedReader(new InputStreamReader(in, charset)), out));
  }

  private static BufferedReader buffered(Reader reader) {
    return reader instanceof BufferedReader ready ? ready : new BufferedReader(reader);
  }

  private interface Buffering<S> {
    BufferedReader around(S source);
  }

  private static <S extends Closeable> void read(
      S source, Buffering<S> buffering, StageOutput<String> out) throws Exception {
    requireNonNull(source, "what was opened");
    try (StoppedRead stopping = new StoppedRead(out.context(), source)) {
      BufferedReader reader = buffering.around(source);
      for (String line = stopping.read(reader); line != null; line = stopping.read(reader)) {
        out.send(line);
      }
    }
  }

  /**
   * Runs a pipeline and writes each value as a line, with a line feed behind it, on the calling
   * thread; then flushes. Does not close the writer.
   *
   * <p><b>Blocking.</b> As {@link Pipeline#forEach}, and for the writer. A write that has begun is
   * not cut short when the context ends, unless the writer heeds interrupts.
   *
   * @param context the context that the run is part of
   * @param lines what to write
   * @param writer where to write
   * @throws IOException if the flush at the end fails
   * @throws StageException if a stage failed, or a write, whose stage is {@code forEach}; the lines
   *     before are written, and flushed if that is possible
   * @throws java.util.concurrent.CancellationException if the context ended
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   * @throws NullPointerException if an argument is null
   */
  public static void write(Context context, Pipeline<? extends CharSequence> lines, Writer writer)
      throws IOException, InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(lines, "lines");
    requireNonNull(writer, "writer");
    lines.forEach(context, line -> writer.append(line).append('\n'));
    writer.flush();
  }
}
