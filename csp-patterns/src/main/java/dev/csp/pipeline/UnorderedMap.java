package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Received;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.patterns.ErrGroup;
import java.util.concurrent.ExecutionException;

/*
 * A function on several goroutines; results go out as they come. Fan-out and fan-in of the Go blog's article on pipelines, in
 * one stage: the workers share the input and the output, so there is nothing to distribute and nothing to merge.
 *
 * A worker that finds the end of the input, or the failure of the stage before, just ends: the others have values yet whose results
 * belong to the prefix. So the failure of the stage before is thrown when all have ended, and the results of all values
 * that came before it have been sent.
 *
 * A worker whose function fails ends the group: the others are interrupted and give up what they have in hand, be it a value
 * or a result. Only then does the stage end, so nothing is sent after its output is closed.
 */
/** One result for each value, made by several workers, in the order in which they are ready. */
@StartsForCaller
final class UnorderedMap {
  private UnorderedMap() {}

  static <T, R> void run(
      int workers,
      StageFunction<? super T, ? extends R> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    try (ErrGroup group = new ErrGroup(out.context())) {
      Context context = group.context();
      for (int i = 1; i <= workers; i++) {
        group.go(out.stage() + "." + i, () -> work(context, function, in, out));
      }
      group.await();
    } catch (ExecutionException e) {
      throw UserCode.rethrow(requireNonNull(e.getCause()));
    }
    in.throwIfFailed();
  }

  /** One worker, which is interrupted when the context of the group ends. */
  private static <T, R> void work(
      Context context,
      StageFunction<? super T, ? extends R> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    while (in.receiveOrClosed(context) instanceof Received.Value<T>(T value)) {
      out.send(context, UserCode.<R>run(out, value, () -> function.apply(value)));
    }
  }
}
