package dev.csp.pipeline;

/** One result for each value, in order. */
final class MapStage {
  private MapStage() {}

  static <T, R> void map(
      StageFunction<? super T, ? extends R> function, StageInput<T> in, StageOutput<R> out)
      throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      T taken = value;
      out.send(UserCode.<R>run(out, taken, () -> function.apply(taken)));
    }
  }

  /** The function's first argument is its last result. */
  static <A, T> void scan(
      A initial,
      StageBiFunction<? super A, ? super T, ? extends A> function,
      StageInput<T> in,
      StageOutput<A> out)
      throws Exception {
    A sofar = initial;
    for (T value = in.next(); value != null; value = in.next()) {
      T taken = value;
      A before = sofar;
      sofar = UserCode.<A>run(out, taken, () -> function.apply(before, taken));
      out.send(sofar);
    }
  }
}
