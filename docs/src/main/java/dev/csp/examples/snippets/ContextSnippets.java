package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Key;
import dev.csp.context.Registration;
import dev.csp.go.Go;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** Work that is told when to stop. */
final class ContextSnippets {
  private ContextSnippets() {}

  private static String lookUp(Context ctx, String name) throws InterruptedException {
    Go.sleep(Duration.ofMillis(10));
    return name + ctx.value(USER).orElse("");
  }

  // @start region="context"
  static String ask(Context ctx, String name)
      throws InterruptedException, DeadlineExceededException {
    Channel<String> answer = Channel.buffered(1); // so that the sender never waits
    try (var limited = ctx.withTimeout(Duration.ofSeconds(2))) {
      Go.go(() -> answer.send(lookUp(limited, name)));
      return limited.receive(answer); // or: the time is over, or ctx has ended
    }
  }

  // @end

  static void cancellable(Context ctx, ReceiveChannel<String> lines) throws InterruptedException {
    // @start region="cancellable"
    try (CancellableContext search = ctx.withCancel()) {
      for (String line : lines) {
        if (line.startsWith("found")) {
          search.cancel(); // whoever was given search stops
        }
      }
    } // and here at the latest
    // @end
  }

  static Optional<String> deadline(Context ctx, ReceiveChannel<String> answers)
      throws InterruptedException {
    // @start region="deadline"
    try (var limited = ctx.withTimeout(Duration.ofMillis(200))) {
      return Optional.of(limited.receive(answers));
    } catch (DeadlineExceededException e) {
      return Optional.empty(); // too late; a cancelled ctx is a CancellationException
    }
    // @end
  }

  // @start region="key"
  private static final Key<String> USER = Key.of("user");

  static Context login(Context ctx, String name) {
    return ctx.withValue(USER, name);
  }

  static String greeting(Context ctx) {
    return "Hello " + ctx.value(USER).orElse("stranger");
  }

  // @end

  static int registration(Context ctx, Socket socket) throws IOException {
    // @start region="registration"
    Registration closing = ctx.afterDone(socket::close); // a read heeds no context
    try {
      return socket.getInputStream().read();
    } finally {
      closing.stop(); // from here on the socket is not closed any more; it may have been
    }
    // @end
  }
}
