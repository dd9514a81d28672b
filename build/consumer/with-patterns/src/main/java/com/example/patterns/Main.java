package com.example.patterns;

import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.patterns.ErrGroup;
import dev.csp.pipeline.Pipeline;
import dev.csp.sync.Latch;
import java.time.Duration;
import java.util.List;

/** A pipeline, a group and a latch. */
public final class Main {
  private Main() {}

  /** Measures words in a pipeline, and then lets two tasks meet. */
  public static void main(String[] args) throws Exception {
    List<Integer> lengths;
    try (CancellableContext ctx = Context.background().withTimeout(Duration.ofMinutes(1))) {
      lengths =
          Pipeline.fromIterable(List.of("goroutines", "talk", "over", "channels"))
              .map(String::length)
              .buffer(2)
              .toList(ctx);
    }
    Latch met = new Latch(2);
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < 2; i++) {
        group.go(() -> {
          met.countDown();
          met.await();
        });
      }
      group.await();
    }
    System.out.println("patterns: lengths " + lengths + ", and two have met");
  }
}
