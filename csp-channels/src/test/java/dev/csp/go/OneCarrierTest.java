package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Only in the build's second round, which gives the scheduler one carrier. */
@ExtendWith(Guard.class)
@EnabledIfSystemProperty(named = "csp.test.oneCarrier", matches = "true")
final class OneCarrierTest {
  @Test
  void roundReallyHasOneCarrier() {
    assertThat(Go.parallelism()).isEqualTo(1);
    assertThat(System.getProperty("jdk.virtualThreadScheduler.maxPoolSize")).isEqualTo("1");
  }

  @Test
  void ringOfGoroutinesPassesATokenAround(Harness harness) {
    int length = 50;
    int rounds = 2_000;
    Channel<Integer> first = Channel.unbuffered();
    Channel<Integer> in = first;
    for (int i = 0; i < length; i++) {
      Channel<Integer> from = in;
      Channel<Integer> to = Channel.unbuffered();
      harness.run(() -> {
        try (to) {
          for (int token : from) {
            to.send(token + 1);
          }
        }
      });
      in = to;
    }
    Channel<Integer> last = in;
    var result =
        harness.call(() -> {
          int token = 0;
          for (int i = 0; i < rounds; i++) {
            first.send(token);
            token = last.receive();
          }
          first.close();
          return token;
        });
    assertThat(result.get()).isEqualTo(length * rounds);
    harness.joinAll();
  }
}
