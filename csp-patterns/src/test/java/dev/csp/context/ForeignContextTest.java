package dev.csp.context;

import static dev.csp.patterns.testing.Crew.until;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contexts that somebody else has written. */
@Timeout(60)
final class ForeignContextTest {
  private static final Key<String> NAME = Key.of("name");

  /** As little as one can implement. */
  private static class Own implements Context {
    final Channel<Void> done = Channel.unbuffered("own");
    volatile Throwable error;

    void end(Throwable how) {
      error = how;
      done.close();
    }

    @Override
    public ReceiveChannel<Void> done() {
      return done;
    }

    @Override
    public Optional<Throwable> error() {
      return Optional.ofNullable(error);
    }
  }

  /** Adds something to another context. */
  private record Wrapper(Context inner) implements Context {
    @Override
    public ReceiveChannel<Void> done() {
      return inner.done();
    }

    @Override
    public Optional<Throwable> error() {
      return inner.error();
    }

    @Override
    public Optional<Throwable> cause() {
      return inner.cause();
    }

    @Override
    public Optional<Instant> deadline() {
      return inner.deadline();
    }

    @Override
    public <V> Optional<V> value(Key<V> key) {
      return inner.value(key);
    }
  }

  @Test
  void theDefaultsFollowFromDoneAndError() {
    Own own = new Own();
    assertThat(own.isDone()).isFalse();
    assertThat(own.cause()).isEmpty();
    assertThat(own.deadline()).isEmpty();
    assertThat(own.value(NAME)).isEmpty();
    Exception how = new CancellationException("mine");
    own.end(how);
    assertThat(own.isDone()).isTrue();
    assertThat(own.cause()).containsSame(how);
    assertThatThrownBy(() -> own.receive(Channel.never())).hasCause(how);
  }

  @Test
  void itsEndReachesWhatIsDerivedFromIt() throws Exception {
    int before = Go.count();
    Own own = new Own();
    CancellableContext child = own.withValue(NAME, "n").withTimeout(ofHours(1));
    Context grandchild = child.withCancel();
    assertThat(Go.count()).isEqualTo(before + 1);
    assertThat(child.value(NAME)).contains("n");
    assertThat(child.isDone()).isFalse();
    Exception how = new CancellationException("mine");
    own.end(how);
    assertThat(grandchild.done().receive(Crew.LIMIT)).isInstanceOf(Received.Closed.class);
    assertThat(grandchild.error()).containsSame(how);
    assertThat(child.cause()).containsSame(how);
    until("the watch has ended", () -> Go.count() == before);
  }

  @Test
  void cancellingTheChildEndsTheWatch() {
    int before = Go.count();
    Own own = new Own();
    for (int i = 0; i < 10; i++) {
      own.withCancel().close();
    }
    until("the watches have ended", () -> Go.count() == before);
    assertThat(own.isDone()).isFalse();
  }

  @Test
  void aChildOfOneThatHasEndedHasEnded() {
    Own own = new Own();
    own.end(new DeadlineExceededException());
    int before = Go.count();
    assertThat(own.withCancel().error()).containsSame(own.error);
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void oneThatDoesNotSayHowItEndedWasCancelled() {
    Own own = new Own();
    Context child = own.withCancel();
    own.done.close();
    until("the child has ended", child::isDone);
    assertThat(child.error().orElseThrow()).isInstanceOf(CancellationException.class);
  }

  @Test
  void oneThatNeverEndsCostsNothing() {
    int before = Go.count();
    Context never = new Wrapper(Context.background().withValue(NAME, "n"));
    assertThat(never.withCancel().value(NAME)).contains("n");
    assertThat(never.afterDone(() -> {}).stop()).isTrue();
    assertThat(Go.count()).isEqualTo(before);
  }

  /** No goroutine, and the end is there when cancel returns, as without the wrapper. */
  @Test
  void aWrapperIsSeenThrough() {
    int before = Go.count();
    CancelContext inner =
        (CancelContext) Context.background().withValue(NAME, "n").withTimeout(ofHours(1));
    Context wrapped = new Wrapper(new Wrapper(inner.withValue(Key.of("other"), 1)));
    CancellableContext child = wrapped.withCancel();
    CancellableContext second = wrapped.withValue(NAME, "m").withCancel();
    assertThat(inner.childCount()).isEqualTo(2);
    assertThat(Go.count()).isEqualTo(before);
    assertThat(child.value(NAME)).contains("n");
    assertThat(second.value(NAME)).contains("m");
    assertThat(child.deadline()).isEqualTo(inner.deadline());
    second.cancel();
    assertThat(inner.childCount()).isEqualTo(1);
    Exception why = new Exception("why");
    inner.cancel(why);
    assertThat(child.cause()).containsSame(why);
    assertThat(wrapped.withCancel().cause()).containsSame(why);
  }

  @Test
  void aCallbackOnItRunsOrIsStopped() throws Exception {
    int before = Go.count();
    Own own = new Own();
    Channel<String> ran = Channel.unlimited();
    Registration stays = own.withValue(NAME, "n").afterDone(() -> ran.send("task"));
    Registration quick = own.onDone(() -> ran.trySend("action"));
    Registration stopped = own.afterDone(() -> ran.send("stopped"));
    assertThat(stopped.stop()).isTrue();
    assertThat(stopped.stop()).isFalse();
    own.end(new CancellationException());
    ran.receive();
    ran.receive();
    until("all have ended", () -> Go.count() == before);
    assertThat(ran.length()).isZero();
    assertThat(stays.stop()).isFalse();
    assertThat(quick.stop()).isFalse();
  }

  @Test
  void itsStringIsNotAskedFor() {
    Context wrapped = new Wrapper(Context.background());
    assertThat(wrapped.withCancel()).hasToString(Wrapper.class.getName() + ".withCancel");
  }
}
