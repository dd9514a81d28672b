package dev.csp.examples;

import dev.csp.go.Task;

/** Says hello, so that there is something to run. */
final class Hello {
  private Hello() {}

  public static void main(String[] args) throws Exception {
    Task greeting = () -> System.out.println("hello, " + String.join(" ", args));
    greeting.run();
  }
}
