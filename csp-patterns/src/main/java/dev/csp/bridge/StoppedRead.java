package dev.csp.bridge;

import dev.csp.context.Context;
import dev.csp.context.Registration;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/*
 * Something that is read and will be closed: at the end, by who reads it; or, when the context ends meanwhile, by a goroutine of
 * its own, because the read may heed nothing else. Exactly one of the two closes it: the reader, if it can keep the callback of the
 * context from running. If it cannot, it waits for the goroutine that the callback starts, so that nothing is left when the
 * reader has ended: the WaitGroup counts the callback from the beginning.
 */
final class StoppedRead implements AutoCloseable {
  private final Context context;
  private final Closeable source;
  private final WaitGroup closer = new WaitGroup();
  private final Registration registration;

  StoppedRead(Context context, Closeable source) {
    this.context = context;
    this.source = source;
    closer.add(1);
    this.registration = context.onDone(this::startCloser);
  }

  private void startCloser() {
    try {
      closer.go("Lines.close", this::closeEarly);
    } finally {
      closer.done(); // the one of the constructor
    }
  }

  private void closeEarly() {
    try {
      source.close();
    } catch (IOException e) { // nobody wants what this would have been the end of
    }
  }

  /** A line; null at the end. What a read throws because of the stop is the end of the context. */
  @Nullable String read(BufferedReader reader) throws Exception {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw context.isDone() ? Ends.of(context) : e;
    }
  }

  @Override
  public void close() throws IOException {
    if (registration.stop()) {
      source.close();
    } else {
      Waits.uninterruptibly(closer::await);
    }
  }
}
