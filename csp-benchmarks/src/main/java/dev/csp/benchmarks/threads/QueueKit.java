package dev.csp.benchmarks.threads;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The JDK's queues. */
record QueueKit(IntFunction<BlockingQueue<Object>> maker) implements Kit {
  private record QueuePipe(BlockingQueue<Object> queue) implements Pipe {
    @Override
    public void put(Object value) throws InterruptedException {
      queue.put(value);
    }

    @Override
    public Object take() throws InterruptedException {
      return queue.take();
    }

    @Override
    public boolean offer(Object value) {
      return queue.offer(value);
    }

    @Override
    public @Nullable Object poll() {
      return queue.poll();
    }
  }

  /** A transfer queue, each put of which waits for its taker. */
  private record TransferPipe(LinkedTransferQueue<Object> queue) implements Pipe {
    @Override
    public void put(Object value) throws InterruptedException {
      queue.transfer(value);
    }

    @Override
    public Object take() throws InterruptedException {
      return queue.take();
    }

    @Override
    public boolean offer(Object value) {
      return queue.tryTransfer(value);
    }

    @Override
    public @Nullable Object poll() {
      return queue.poll();
    }
  }

  @Override
  public Pipe pipe(int capacity) {
    BlockingQueue<Object> queue = channel(capacity);
    return queue instanceof LinkedTransferQueue<Object> transfers
        ? new TransferPipe(transfers)
        : new QueuePipe(queue);
  }

  @Override
  public BlockingQueue<Object> channel(int capacity) {
    return maker.apply(capacity);
  }
}
