package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FruitsTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void eachGoroutineHasItsOwnFruit() throws Exception {
    Fruits.run(printed.out(), List.of("fig", "plum", "melon"));
    List<String> inOrder =
        List.of("  fig has 3 letters", "  plum has 4 letters", "  melon has 5 letters");
    assertThat(printed.lines()).hasSize(8).startsWith("as they come:");
    assertThat(printed.lines().subList(1, 4)).containsExactlyInAnyOrderElementsOf(inOrder);
    assertThat(printed.lines().get(4)).isEqualTo("in the order of the list:");
    assertThat(printed.lines().subList(5, 8)).isEqualTo(inOrder);
  }

  @Test
  void noFruitIsNoTrouble() throws Exception {
    Fruits.run(printed.out(), List.of());
    assertThat(printed.lines()).containsExactly("as they come:", "in the order of the list:");
  }
}
