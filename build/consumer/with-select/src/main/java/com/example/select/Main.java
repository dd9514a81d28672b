package com.example.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.select.Select;
import java.time.Duration;

/** Waiting for several channels. */
public final class Main {
  private Main() {}

  /** Takes what comes first, and gives up after a time. */
  public static void main(String[] args) throws Exception {
    Channel<String> north = Channel.unbuffered("north");
    Channel<String> south = Channel.unbuffered("south");
    Go.go("south", () -> south.send("birds"));
    String came =
        Select.<String>select(
            receive(north), receive(south), after(Duration.ofMinutes(1), () -> "nothing"));
    String then =
        Select.<String>select(
            receive(north), receive(south), after(Duration.ofMillis(1), () -> "nothing"));
    System.out.println("select: came " + came + ", then " + then);
  }
}
