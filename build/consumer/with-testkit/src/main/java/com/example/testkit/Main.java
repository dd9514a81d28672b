package com.example.testkit;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Simulation;

/** A simulation outside a test. */
public final class Main {
  private Main() {}

  /** Two goroutines, one after the other on one channel. */
  static void pingPong() throws InterruptedException {
    Channel<String> table = Channel.unbuffered("table");
    Go.go("pong", () -> table.send("pong"));
    table.receive();
  }

  /** Runs a program in every order. */
  public static void main(String[] args) {
    Exploration all = Simulation.explore(Main::pingPong);
    System.out.println("testkit: every order tried: " + all.complete());
  }
}
