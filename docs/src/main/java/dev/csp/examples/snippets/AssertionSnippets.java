package dev.csp.examples.snippets;

import static dev.csp.testkit.assertions.CspAssertions.assertThat;
import static dev.csp.testkit.assertions.CspAssertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

final class AssertionSnippets {
  private AssertionSnippets() {}

  // @start region="assertions"
  static void besideAssertJ() {
    Channel<String> names = Channel.buffered("names", 2);
    List<String> sent = List.of("ada", "grace");
    sent.forEach(names::trySend);

    assertThat(sent).hasSize(2); // AssertJ's
    assertThat(names).hasLength(2).isOpen();
  }

  // @end

  // @start region="channel"
  static void aClosedChannelKeepsItsValues() throws InterruptedException {
    Channel<Integer> numbers = Channel.buffered(8);
    numbers.send(1);
    numbers.close(new IOException("the line is down"));
    assertThat(numbers).hasLength(1).isClosedWith(IOException.class);
  }

  // @end

  // @start region="goroutine"
  static void anInterruptEndsIt() throws InterruptedException {
    Goroutine waiting = Go.go("waiting", Go::blockForever);
    waiting.interrupt();
    waiting.join();
    assertThat(waiting).hasFailedWith(InterruptedException.class);
  }

  // @end

  // @start region="code"
  static void theLoserEndsToo(List<String> mirrors) {
    assertThatCode(() -> LeakSnippets.fastest(mirrors, Channel.buffered(mirrors.size())))
        .within(Duration.ofSeconds(1))
        .allowing("metrics")
        .leavesNoGoroutines();
  }
  // @end
}
