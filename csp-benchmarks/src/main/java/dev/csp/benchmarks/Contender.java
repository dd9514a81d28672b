package dev.csp.benchmarks;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * Who takes part. Each brings its pipes and its way to start a thread; {@link #CHANNEL} is the one
 * that the others are compared with. A workload names its contenders in its state.
 */
public enum Contender {
  CHANNEL("Channel") {
    @Override
    Pipe pipe(int capacity) {
      return new ChannelPipe(Channel.buffered(capacity));
    }

    @Override
    Thread start(Job job) {
      return Go.go(job).thread();
    }
  },

  SYNCHRONOUS_QUEUE("SynchronousQueue") {
    @Override
    Pipe pipe(int capacity) {
      if (capacity != 0) {
        throw new IllegalArgumentException("capacity must be 0, was " + capacity);
      }
      return new QueuePipe(new SynchronousQueue<>());
    }
  },

  ARRAY_BLOCKING_QUEUE("ArrayBlockingQueue") {
    @Override
    Pipe pipe(int capacity) {
      return new QueuePipe(new ArrayBlockingQueue<>(capacity));
    }
  };

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** The name for tables. */
  String title() {
    return title;
  }

  /** Makes a pipe that holds so many values; 0 is a rendezvous. */
  abstract Pipe pipe(int capacity);

  /** Starts a job on a virtual thread. */
  Thread start(Job job) {
    return Thread.ofVirtual().start(job);
  }

  private record ChannelPipe(Channel<Object> channel) implements Pipe {
    @Override
    public void put(Object value) throws InterruptedException {
      channel.send(value);
    }

    @Override
    public Object take() throws InterruptedException {
      return channel.receive();
    }
  }

  private record QueuePipe(BlockingQueue<Object> queue) implements Pipe {
    @Override
    public void put(Object value) throws InterruptedException {
      queue.put(value);
    }

    @Override
    public Object take() throws InterruptedException {
      return queue.take();
    }
  }
}
