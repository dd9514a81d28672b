package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoopVariableTest {
  @RegisterExtension final Printed printed = new Printed();

  /** The message is the compiler's own, and the only one. */
  @Test
  void theTrapDoesNotCompile() throws Exception {
    LoopVariable.run(printed.out());
    assertThat(printed.lines().get(5)).contains("Go.go(() -> System.out.println(i))");
    assertThat(printed.after("javac says: "))
        .isEqualTo(
            "[line 6: local variables referenced from a lambda expression"
                + " must be final or effectively final]");
  }

  @Test
  void eachRoundHasItsOwnVariable() throws Exception {
    assertThat(LoopVariable.ownVariable()).containsExactly(0, 1, 2);
  }

  @Test
  void anArrayIsSharedByAllRounds() throws Exception {
    assertThat(LoopVariable.sharedArray()).containsExactly(3, 3, 3);
  }
}
