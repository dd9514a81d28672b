package dev.csp.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Catches what is printed to standard error until it is closed. */
public final class PrintedErrors implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream caught = new ByteArrayOutputStream();

  /** Begins. */
  public PrintedErrors() {
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
  }

  /** What has been printed so far. */
  public String text() {
    return caught.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
