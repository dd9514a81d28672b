package dev.csp.pipeline;

import dev.csp.channels.ReceiveChannel;
import java.util.List;

/**
 * One stage of a description: what it is, not that it runs. Immutable.
 *
 * @param <T> the type of the values that come out of it
 */
sealed interface Stage<T> {
  /** The name in errors and dumps. */
  String name();

  /** How many stages there are on the longest way from a source to here, this one included. */
  int position();

  /** The same stage under another name. */
  Stage<T> named(String name);

  /** A source that is there already: its values are taken from a channel, and nothing runs. */
  record Given<T>(String name, ReceiveChannel<T> channel) implements Stage<T> {
    @Override
    public int position() {
      return 1;
    }

    @Override
    public Given<T> named(String newName) {
      return new Given<>(newName, channel);
    }
  }

  /** A stage that does work. */
  record Made<T>(String name, int position, int capacity, List<Pipeline<?>> inputs, Work<T> work)
      implements Stage<T> {
    @Override
    public Made<T> named(String newName) {
      return new Made<>(newName, position, capacity, inputs, work);
    }

    Made<T> buffered(int newCapacity) {
      return new Made<>(name, position, newCapacity, inputs, work);
    }
  }

  /** What a stage with any number of inputs does. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does all the work of one run.
     *
     * @param inputs as many as the description has, in its order
     */
    void run(List<StageInput<?>> inputs, StageOutput<T> out) throws Exception;
  }
}
