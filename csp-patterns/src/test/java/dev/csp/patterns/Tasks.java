package dev.csp.patterns;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import java.util.concurrent.ExecutionException;

/** Tasks that the tests of groups are made of. */
final class Tasks {
  private Tasks() {}

  /** Throws. */
  static Task failing(Throwable failure) {
    return () -> {
      if (failure instanceof Exception e) {
        throw e;
      }
      throw (Error) failure;
    };
  }

  /** What await reports. */
  static Throwable failureOf(ErrGroup group) {
    return catchThrowableOfType(ExecutionException.class, group::await).getCause();
  }

  /** Heeds no interrupt. */
  static void receiveStubbornly(Channel<String> channel) {
    while (true) {
      try {
        channel.receiveOrClosed();
        return;
      } catch (InterruptedException e) { // on purpose
      }
    }
  }

  /** Waits for an end, come what may. */
  static void joinUninterruptibly(Goroutine goroutine) {
    boolean interrupted = false;
    while (true) {
      try {
        goroutine.join();
        break;
      } catch (InterruptedException e) { // made good below
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
