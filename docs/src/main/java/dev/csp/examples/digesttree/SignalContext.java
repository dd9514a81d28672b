package dev.csp.examples.digesttree;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/*
 * A context that ends on Ctrl-C, or on a polite kill. After Go's signal.NotifyContext.
 *
 * On either signal the JVM runs its shutdown hooks and then halts, with status 130 or 143,
 * whatever the other threads do. The hook here ends the context, and holds the JVM until the work
 * has wound up, which is when this object is closed. Not for ever, though: a read from a pipe that
 * nobody writes to does not wind up.
 *
 * System.exit runs hooks too. By then this one has been taken back.
 */
final class SignalContext implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final CancellableContext context = Context.background().withCancel();
  private final Channel<Void> closed = Channel.unbuffered("closed");
  private final Thread hook = new Thread(this::stop, "stop on signal");

  SignalContext() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Context context() {
    return context;
  }

  private void stop() {
    context.cancel(new CancellationException("stopped by a signal"));
    try {
      closed.receive(PATIENCE); // nothing is ever sent: this waits for the close
    } catch (InterruptedException e) {
      // somebody is in a hurry: then halt
    }
  }

  @Override
  public void close() {
    context.close();
    closed.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the hook runs already, and was released just now
    }
  }
}
