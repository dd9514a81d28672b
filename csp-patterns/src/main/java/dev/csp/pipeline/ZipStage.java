package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One result for each pair. Ends with the shorter input, without waiting for the other. */
final class ZipStage {
  private ZipStage() {}

  static <A, B, R> void run(
      StageBiFunction<? super A, ? super B, ? extends R> function,
      StageInput<A> left,
      StageInput<B> right,
      StageOutput<R> out)
      throws Exception {
    for (A first = left.next(); first != null; first = left.next()) {
      @Nullable R result = null;
      @Nullable B second = null;
      try {
        second = right.next();
        if (second == null) {
          return;
        }
        result = requireNonNull(function.apply(first, second), "the result of the function");
      } finally {
        if (result == null) {
          out.undelivered(first);
          if (second != null) {
            out.undelivered(second);
          }
        }
      }
      out.send(result);
    }
  }
}
