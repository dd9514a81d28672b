package dev.csp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Pins the module descriptor: a new export or a new dependency is a decision, not an accident. */
final class ModuleTest {
  private final ModuleDescriptor descriptor = ModuleTest.class.getModule().getDescriptor();

  @Test
  void exportsItsPublicPackagesAndNothingMore() {
    assertThat(descriptor.exports())
        .extracting(e -> e.source() + " to " + new TreeSet<>(e.targets()))
        .containsExactlyInAnyOrder(
            "dev.csp.testkit.assertions to []",
            "dev.csp.testkit.leak to []",
            "dev.csp.testkit.linearizability to []",
            "dev.csp.testkit.probe to []",
            "dev.csp.testkit.properties to []",
            "dev.csp.testkit.simulation to []");
  }

  @Test
  void requiresWhatItsUsersMustHaveAndNothingMore() {
    assertThat(descriptor.requires())
        .extracting(r -> new TreeSet<>(r.modifiers()) + " " + r.name())
        .containsExactlyInAnyOrder(
            "[STATIC] com.google.errorprone.annotations",
            "[TRANSITIVE, STATIC] net.jqwik.api",
            "[TRANSITIVE, STATIC] org.assertj.core",
            "[TRANSITIVE, STATIC] org.jspecify",
            "[TRANSITIVE, STATIC] org.junit.jupiter.api",
            "[MANDATED] java.base",
            "[TRANSITIVE] dev.csp.patterns");
  }

  @Test
  void providesArbitrariesAndOpensAndUsesNothing() {
    assertThat(descriptor.isOpen()).isFalse();
    assertThat(descriptor.opens()).isEmpty();
    assertThat(descriptor.uses()).isEmpty();
    assertThat(descriptor.provides())
        .extracting(p -> p.service() + " by " + p.providers())
        .containsExactly(
            "net.jqwik.api.providers.ArbitraryProvider by"
                + " [dev.csp.testkit.properties.ScheduleProvider,"
                + " dev.csp.testkit.properties.ScriptProvider]");
  }
}
