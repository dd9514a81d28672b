package com.example.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testkit.leak.LeakCheck;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.leak.LeakError;
import dev.csp.testkit.simulation.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test kit in the tests of somebody else. */
@ExtendWith(LeakCheckExtension.class)
class PingPongTest {
  @Test
  void everyOrderIsTried() {
    assertTrue(Simulation.explore(Main::pingPong).complete());
  }

  @Test
  void theOneWhoIsLeftIsFound() throws Exception {
    Channel<String> nobody = Channel.unbuffered("nobody");
    Goroutine[] left = new Goroutine[1];
    LeakCheck check = LeakCheck.standard().grace(Duration.ZERO);
    assertThrows(
        LeakError.class,
        () -> check.run("ping", () -> left[0] = Go.go("ping", () -> nobody.send("ping"))));
    nobody.receive();
    left[0].join();
  }
}
