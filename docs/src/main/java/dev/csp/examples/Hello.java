package dev.csp.examples;

import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.PrintStream;

/**
 * Starts a goroutine from a method and one from a lambda, and says what runs when.
 *
 * <p><b>Go.</b> {@code go f(x)} evaluates {@code f} and {@code x}, hands them to a new goroutine,
 * and goes on. {@code go func() { … }()} is the same for a function without a name.
 *
 * <p><b>Java.</b> {@code Go.go(greeting::say)} and {@code Go.go(() -> …)}. What stands before the
 * {@code ::} is evaluated now, by the caller, as in Go; what stands in a lambda is evaluated later,
 * by the goroutine. Both calls return at once, with a handle that can be joined.
 *
 * <p>Usage: {@code Hello [NAME]}
 */
public final class Hello {
  private Hello() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out, args.length > 0 ? args[0] : "gopher");
  }

  static void run(PrintStream out, String name) throws InterruptedException {
    Greeting greeting = new Greeting(out, name, evaluatedBy());
    Goroutine method = Go.go("the method's goroutine", greeting::say);
    Goroutine lambda =
        Go.go("the lambda's goroutine", () -> new Greeting(out, name, evaluatedBy()).say());
    out.println("main goes on: the two have run, or run now, or will run");
    method.join();
    lambda.join();
    out.println("main has joined both: they have ended");
  }

  private static String evaluatedBy() {
    return "argument evaluated by " + Thread.currentThread().getName();
  }

  private record Greeting(PrintStream out, String name, String remark) {
    void say() {
      out.println("hello, " + name + " (" + remark + ")");
    }
  }
}
