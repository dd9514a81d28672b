package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

/** The sources that a goroutine feeds. */
final class Sources {
  private Sources() {}

  static <T> void iterate(Iterable<? extends T> values, StageOutput<T> out) throws Exception {
    for (T value : values) {
      out.send(requireNonNull(value, "a value of the iterable"));
    }
  }

  /** Passes on what comes out of a channel. */
  static <T> void relay(StageInput<T> in, StageOutput<T> out) throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      out.send(value);
    }
  }
}
