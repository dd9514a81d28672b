package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.leak.Leak;
import dev.csp.testkit.leak.LeakCheck;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.leak.LeakError;
import dev.csp.testkit.leak.LeakScope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LeakSnippets {
  private LeakSnippets() {}

  // @start region="check"
  static String fastest(List<String> mirrors, Channel<String> answers) throws InterruptedException {
    for (String mirror : mirrors) {
      Go.go(mirror, () -> answers.send("hello from " + mirror));
    }
    return answers.receive();
  }

  static void test(Channel<String> answers) throws Exception {
    LeakCheck check = LeakCheck.standard().grace(Duration.ofMillis(500)).allow("metrics");
    check.run("fastest", () -> fastest(List.of("berlin", "lisbon"), answers)); // unbuffered: fails
  }

  // @end

  // @start region="leak"
  static LeakCheck allowingWhatSleeps() {
    return LeakCheck.standard().allowIf(leak -> leak.reason().equals("sleep"));
  }

  // @end

  // @start region="error"
  static List<String> whoIsLeft(Runnable body) {
    try {
      LeakCheck.standard().grace(Duration.ZERO).run("body", body::run);
      return List.of();
    } catch (LeakError error) {
      return error.leaks().stream().map(Leak::name).toList();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // @end

  // @start region="scope"
  static void withAThreadOfItsOwn(Runnable body) throws InterruptedException {
    try (LeakScope scope = LeakCheck.standard().begin("body")) {
      Thread thread = Thread.ofPlatform().start(scope.carry(body));
      thread.join();
    }
  }

  // @end

  // @start region="extension"
  static final class MirrorsTest {
    @RegisterExtension
    static final LeakCheckExtension LEAKS =
        LeakCheckExtension.with(LeakCheck.standard().allow("metrics"));

    @Test
    void theFirstAnswerWins() throws InterruptedException {
      fastest(List.of("berlin", "lisbon"), Channel.buffered(1)); // unbuffered, this test fails
    }
  }
  // @end
}
