package dev.csp.examples.snippets;

import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.util.concurrent.ExecutionException;

final class CarrierSnippets {
  private CarrierSnippets() {}

  // @start region="carrier"
  static final Key<String> REQUEST = Key.of("request");

  static void serve(Context ctx, String id) throws InterruptedException, ExecutionException {
    Context request = ctx.withValue(REQUEST, id).withCarrier(Carrier.context());
    try (var group = new ErrGroup(request)) {
      group.go(() -> log("reads")); // "request 17: reads"
      group.go(() -> log("asks"));
      group.await();
    }
  }

  static void log(String line) { // no parameter for the context
    System.out.println("request " + Context.current().value(REQUEST).orElse("-") + ": " + line);
  }

  // @end

  // @start region="own"
  static final ThreadLocal<String> USER = new ThreadLocal<>(); // somebody else's

  static final Carrier USERS =
      context -> {
        String user = USER.get(); // on the thread that makes the pattern
        return task -> {
          USER.set(user); // on each goroutine
          try {
            task.run();
          } finally {
            USER.remove();
          }
        };
      };

  // @end

  static void audit() {
    Go.go(USERS.capture(Context.background()).around(() -> System.out.println("by " + USER.get())));
  }
}
