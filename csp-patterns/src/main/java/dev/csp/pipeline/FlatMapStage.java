package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

/**
 * Any number of results for each value, in order. A value is dealt with when all its results have
 * been sent; until then it is the stage's, beside the result that is about to be sent.
 */
final class FlatMapStage {
  private FlatMapStage() {}

  /** Sends all results of a value. */
  private interface Sending<T> {
    void sendAll(T value) throws Exception;
  }

  static <T, R> void flatMap(
      StageFunction<? super T, ? extends Iterable<? extends R>> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    forEach(
        in,
        out,
        value -> {
          for (R result : requireNonNull(function.apply(value), "the result of the function")) {
            out.send(requireNonNull(result, "a value of the iterable"));
          }
        });
  }

  /** Runs one pipeline after the other, each in the context of the stage. */
  static <T, R> void concatMap(
      StageFunction<? super T, Pipeline<? extends R>> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    forEach(
        in,
        out,
        value -> passOn(requireNonNull(function.apply(value), "the result of the function"), out));
  }

  private static <R, S extends R> void passOn(Pipeline<S> inner, StageOutput<R> out)
      throws Exception {
    try (OpenPipeline<S> open = OpenPipeline.start(inner, out.context(), out.hook())) {
      for (S result = open.next(); result != null; result = open.next()) {
        out.send(result);
      }
    }
  }

  private static <T> void forEach(StageInput<T> in, StageOutput<?> out, Sending<T> sending)
      throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      boolean sent = false;
      try {
        sending.sendAll(value);
        sent = true;
      } finally {
        if (!sent) {
          out.undelivered(value);
        }
      }
    }
  }
}
