package dev.csp.channels;

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
            "dev.csp.channels to []",
            "dev.csp.diagnosis to []",
            "dev.csp.go to []",
            "dev.csp.channels.internal to [dev.csp.select, dev.csp.testkit]");
  }

  @Test
  void requiresWhatItsUsersMustHaveAndNothingMore() {
    assertThat(descriptor.requires())
        .extracting(r -> new TreeSet<>(r.modifiers()) + " " + r.name())
        .containsExactlyInAnyOrder(
            "[STATIC] com.google.errorprone.annotations",
            "[TRANSITIVE, STATIC] org.jspecify",
            "[] java.management",
            "[] jdk.jfr",
            "[MANDATED] java.base");
  }

  @Test
  void opensUsesAndProvidesNothing() {
    assertThat(descriptor.isOpen()).isFalse();
    assertThat(descriptor.opens()).isEmpty();
    assertThat(descriptor.uses()).isEmpty();
    assertThat(descriptor.provides()).isEmpty();
  }
}
