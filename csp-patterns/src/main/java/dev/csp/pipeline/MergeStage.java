package dev.csp.pipeline;

import dev.csp.select.Selector;
import java.util.IdentityHashMap;
import java.util.List;

/*
 * Any number of inputs into one output, whichever has a value. Fan-in of the Go blog's article on pipelines, without its goroutine
 * for each input: a select over all inputs waits as well, and holds one value at most. (Merge, whose inputs come and go, has the
 * goroutines.)
 *
 * An input that has failed ends the stage with that failure, behind the values that it sent before. The others are stopped;
 * there is no order among inputs, so nothing of theirs is owed.
 */
/** The values of several inputs as they come. */
final class MergeStage {
  private MergeStage() {}

  static <T> void run(List<StageInput<T>> inputs, StageOutput<T> out) throws Exception {
    Selector selector = new Selector();
    IdentityHashMap<Selector.Case, StageInput<T>> open = new IdentityHashMap<>();
    for (StageInput<T> input : inputs) {
      open.put(selector.receive(input.channel()), input);
    }
    while (!open.isEmpty()) {
      Stop.throwIfDone(out.context());
      @SuppressWarnings("unchecked") // all cases are receives of T
      Selector.Receive<T> won = (Selector.Receive<T>) selector.select();
      if (won == null) {
        throw new AssertionError("no case of " + selector + " can win");
      }
      if (!won.isClosed()) {
        out.send(won.value());
        continue;
      }
      won.enable(false);
      StageInput<T> ended = open.remove(won);
      if (ended != null) {
        ended.seeEnd();
      }
    }
  }
}
