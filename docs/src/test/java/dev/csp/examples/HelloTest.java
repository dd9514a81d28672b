package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HelloTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void bothGoroutinesGreetBeforeTheyAreJoined() throws InterruptedException {
    Hello.run(printed.out(), "Ada");
    assertThat(printed.lines()).hasSize(4).endsWith("main has joined both: they have ended");
    assertThat(printed.lines()).filteredOn(line -> line.startsWith("hello, Ada")).hasSize(2);
    assertThat(printed.lines()).contains("main goes on: the two have run, or run now, or will run");
  }

  @Test
  void whatAMethodIsGivenIsEvaluatedByTheCallerAndALambdaByItsGoroutine()
      throws InterruptedException {
    Hello.run(printed.out(), "Ada");
    assertThat(printed.lines())
        .contains(
            "hello, Ada (argument evaluated by " + Thread.currentThread().getName() + ")",
            "hello, Ada (argument evaluated by the lambda's goroutine)");
  }
}
