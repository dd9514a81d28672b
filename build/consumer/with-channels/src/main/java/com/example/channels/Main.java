package com.example.channels;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;

/** Goroutines and channels. */
public final class Main {
  private Main() {}

  /** Sums squares that come over a channel. */
  public static void main(String[] args) throws Exception {
    Channel<Integer> squares = Channel.unbuffered("squares");
    Goroutine squarer =
        Go.go(
            "squarer",
            () -> {
              try (squares) {
                for (int i = 1; i <= 100; i++) {
                  squares.send(i * i);
                }
              }
            });
    int sum = 0;
    for (int square : squares) {
      sum += square;
    }
    squarer.join();
    System.out.println("channels: the squares sum to " + sum);
  }
}
