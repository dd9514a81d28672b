package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One result for each value, in order. */
final class MapStage {
  private MapStage() {}

  static <T, R> void run(
      StageFunction<? super T, ? extends R> function, StageInput<T> in, StageOutput<R> out)
      throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      out.send(apply(function, value, out));
    }
  }

  /** Applies a function; if that fails, the value is given up. */
  static <T, R> R apply(StageFunction<? super T, ? extends R> function, T value, StageOutput<?> out)
      throws Exception {
    @Nullable R result = null;
    try {
      result = requireNonNull(function.apply(value), "the result of the function");
      return result;
    } finally {
      if (result == null) {
        out.undelivered(value);
      }
    }
  }
}
