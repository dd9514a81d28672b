package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.TOKEN;

/** Operations that give up at once. */
final class Tries {
  private Tries() {}

  static void send(Kit kit, int times, int capacity) {
    Pipe pipe = kit.pipe(capacity);
    for (int i = 0; i < capacity; i++) {
      expect(pipe.offer(TOKEN));
    }
    for (int i = 0; i < times; i++) {
      expect(!pipe.offer(TOKEN));
    }
  }

  static void receive(Kit kit, int times, int capacity) {
    Pipe pipe = kit.pipe(capacity);
    for (int i = 0; i < times; i++) {
      expect(pipe.poll() == null);
    }
  }

  private static void expect(boolean right) {
    if (!right) {
      throw new IllegalStateException("the channel was not as full, or as empty, as it should be");
    }
  }
}
