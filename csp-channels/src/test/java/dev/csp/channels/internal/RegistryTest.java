package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Guard.class)
final class RegistryTest {
  private static List<Long> ids() {
    return Registry.snapshot().stream().map(Registry.Entry::id).toList();
  }

  @Test
  void holdsExactlyTheLiveGoroutinesInOrderOfTheirIds() throws Exception {
    assertThat(ids()).isEmpty();
    Channel<Integer> gate = Channel.unbuffered();
    var goroutines = new ArrayList<Goroutine>();
    for (int i = 0; i < 200; i++) {
      goroutines.add(Go.go("g" + i, i % 2 == 0 ? gate::receiveOrClosed : Go::blockForever));
    }
    assertThat(ids()).containsExactlyElementsOf(goroutines.stream().map(Goroutine::id).toList());
    Registry.Entry entry = Registry.snapshot().getFirst();
    assertThat(entry.name()).isEqualTo("g0");
    assertThat(entry.origin().parentId()).isZero();
    assertThat(entry.origin().starterName()).isEqualTo(Thread.currentThread().getName());
    gate.close();
    for (int i = 0; i < 200; i += 2) {
      goroutines.get(i).join();
    }
    var rest = new ArrayList<Long>();
    for (int i = 1; i < 200; i += 2) {
      rest.add(goroutines.get(i).id());
    }
    assertThat(ids()).isEqualTo(rest);
    for (int i = 1; i < 200; i += 2) {
      goroutines.get(i).interrupt();
      goroutines.get(i).join();
    }
    assertThat(ids()).isEmpty();
  }

  @Test
  void staysWholeWhileManyStartAndEnd(Harness harness) {
    for (int i = 0; i < 4; i++) {
      harness.run(
          Harness.Kind.turn(i),
          () -> {
            for (int round = 0; round < 2_000; round++) {
              Go.go(Go::yieldNow);
              if (round % 200 == 0) {
                assertThat(ids()).isSorted().doesNotHaveDuplicates();
              }
            }
          });
    }
    harness.joinAll();
    harness.waitUntil("all have ended", () -> Go.count() == 0);
    assertThat(ids()).isEmpty();
  }
}
