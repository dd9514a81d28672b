package dev.csp.pipeline;

import org.jspecify.annotations.Nullable;

/** Some of the values, in order. */
final class FilterStage {
  private FilterStage() {}

  static <T> void filter(StagePredicate<? super T> predicate, StageInput<T> in, StageOutput<T> out)
      throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      if (test(predicate, value, out)) {
        out.send(value);
      }
    }
  }

  /** Leaves out values whose key is that of the value before, whether that was left out or not. */
  static <T, K> void distinct(
      StageFunction<? super T, ? extends K> key, StageInput<T> in, StageOutput<T> out)
      throws Exception {
    @Nullable K last = null;
    for (T value = in.next(); value != null; value = in.next()) {
      T taken = value;
      @Nullable K before = last;
      K next = UserCode.<K>run(out, taken, () -> key.apply(taken));
      if (!UserCode.<Boolean>run(out, taken, () -> next.equals(before))) {
        last = next;
        out.send(taken);
      }
    }
  }

  /** Ends with the n-th value, without waiting for another. */
  static <T> void take(long count, StageInput<T> in, StageOutput<T> out) throws Exception {
    for (long left = count; left > 0; left--) {
      T value = in.next();
      if (value == null) {
        return;
      }
      out.send(value);
    }
  }

  static <T> void takeWhile(
      StagePredicate<? super T> predicate, StageInput<T> in, StageOutput<T> out) throws Exception {
    for (T value = in.next(); value != null; value = in.next()) {
      if (!test(predicate, value, out)) {
        return;
      }
      out.send(value);
    }
  }

  static <T> void skip(long count, StageInput<T> in, StageOutput<T> out) throws Exception {
    long left = count;
    for (T value = in.next(); value != null; value = in.next()) {
      if (left > 0) {
        left--;
      } else {
        out.send(value);
      }
    }
  }

  private static <T> boolean test(StagePredicate<? super T> predicate, T value, StageOutput<?> out)
      throws Exception {
    return UserCode.<Boolean>run(out, value, () -> predicate.test(value));
  }
}
