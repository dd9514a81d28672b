package dev.csp.bridge.tck;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.WaitGroup;
import java.util.concurrent.CancellationException;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;

/** The rules for publishers. Not a nest of classes: TestNG would run them all for each. */
public abstract class PublisherTck extends FlowPublisherVerification<Integer> {
  private CancellableContext senders = Context.background().withCancel();
  private final WaitGroup running = new WaitGroup();

  PublisherTck() {
    super(TckSuite.environment());
  }

  /** Ends with the test of the suite. */
  final Context senders() {
    return senders;
  }

  /** A channel on which so many values are sent, until the context ends. */
  final ReceiveChannel<Integer> count(Context context, long elements) {
    Channel<Integer> channel = Channel.buffered(4);
    running.go(() -> {
      try (channel) {
        for (long i = 0; i < elements; i++) {
          context.send(channel, (int) i);
        }
      } catch (CancellationException e) { // how it ends if not all are received
      }
    });
    return channel;
  }

  @AfterMethod
  public final void stopSenders() throws InterruptedException {
    senders.cancel();
    running.await();
    senders = Context.background().withCancel();
  }
}
