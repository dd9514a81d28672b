package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent to several equal servers, of which the first answer counts; Dean and
 * Barroso's way to cut the tail off a latency. The servers that lose are cancelled and waited for.
 *
 * {@snippet file="dev/csp/examples/snippets/ReplicatedSnippets.java" region="hedged"}
 *
 * <p>It is a description, which holds no goroutine and no state: make it once, use it for any
 * number of requests, from any thread.
 *
 * <p><b>Hedging.</b> All servers are asked at once, unless a delay is set with {@link
 * #hedgedAfter}. Then they are asked one after the other, in the order of the list: the next one
 * when no answer has come for that long, or at once when one that was asked has failed. So in the
 * usual case there is one request only.
 *
 * <p><b>When not to use it.</b> For requests that change something, unless the servers can tell
 * that two are the same. If the answer must not wait until the losers have heeded their interrupt,
 * use {@link Race}, which can be closed later.
 *
 * @param <S> the type of the servers
 * @param <Q> the type of the requests
 * @param <A> the type of the answers
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">The Tail at Scale</a>
 */
@StartsForCaller
public final class Replicated<S, Q, A> {
  /**
   * How to ask one server.
   *
   * @param <S> the type of the servers
   * @param <Q> the type of the requests
   * @param <A> the type of the answers
   */
  @FunctionalInterface
  public interface Ask<S, Q, A> {
    /**
     * Asks a server. Called on a goroutine of its own, which is interrupted when another server has
     * answered.
     *
     * @param context ends when another server has answered
     * @param server the server
     * @param request the request
     * @return the answer; null is a failure
     * @throws Exception if there is no answer
     */
    A ask(Context context, S server, Q request) throws Exception;
  }

  private final List<S> servers;
  private final Ask<? super S, ? super Q, ? extends A> ask;
  private final @Nullable Duration delay;
  private final @Nullable Consumer<? super A> undelivered;

  private Replicated(
      List<S> servers,
      Ask<? super S, ? super Q, ? extends A> ask,
      @Nullable Duration delay,
      @Nullable Consumer<? super A> undelivered) {
    this.servers = servers;
    this.ask = ask;
    this.delay = delay;
    this.undelivered = undelivered;
  }

  /**
   * Describes requests that go to all of the given servers at once.
   *
   * @param servers the servers, at least one; copied
   * @param ask how to ask one of them
   * @param <S> the type of the servers
   * @param <Q> the type of the requests
   * @param <A> the type of the answers
   * @return the description
   * @throws IllegalArgumentException if there is no server
   * @throws NullPointerException if an argument or a server is null
   */
  public static <S, Q, A> Replicated<S, Q, A> over(
      List<? extends S> servers, Ask<? super S, ? super Q, ? extends A> ask) {
    List<S> all = List.copyOf(servers);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("servers must be >= 1, was 0");
    }
    return new Replicated<>(all, requireNonNull(ask, "ask"), null, null);
  }

  /**
   * Describes the same requests, but asks the next server only when no answer has come for a while.
   *
   * @param pause how long to wait before the next server is asked; zero or negative does not wait
   * @return a new description
   * @throws NullPointerException if {@code pause} is null
   */
  public Replicated<S, Q, A> hedgedAfter(Duration pause) {
    return new Replicated<>(servers, ask, requireNonNull(pause, "pause"), undelivered);
  }

  /**
   * Describes the same requests, and what becomes of answers that come too late.
   *
   * @param hook gets each answer but the first, exactly once; see {@link Race}
   * @return a new description
   * @throws NullPointerException if {@code hook} is null
   */
  public Replicated<S, Q, A> onUndelivered(Consumer<? super A> hook) {
    return new Replicated<>(servers, ask, delay, requireNonNull(hook, "hook"));
  }

  /**
   * Sends a request and waits for the first answer. When this returns or throws, nobody is being
   * asked any more: the others have been interrupted, and have ended.
   *
   * <p><b>Interruption.</b> If the calling thread is interrupted before or while it waits, those
   * who are being asked are cancelled and waited for, and then this throws.
   *
   * @param context its end cancels the request
   * @param request what to ask
   * @return the first answer
   * @throws ExecutionException if all servers have failed; with the first failure as its cause,
   *     which has the later ones as suppressed
   * @throws CancellationException if the context ended first, with the {@linkplain Context#cause()
   *     cause} of that as its cause
   * @throws InterruptedException if the calling thread is interrupted
   * @throws NullPointerException if an argument is null
   */
  public A request(Context context, Q request) throws InterruptedException, ExecutionException {
    requireNonNull(request, "request");
    try (Race<A> race =
        undelivered == null ? new Race<>(context) : new Race<>(context, undelivered)) {
      for (int i = 0; i < servers.size(); i++) {
        S server = servers.get(i);
        race.go("replica-" + i, () -> ask.ask(race.context(), server, request));
        if (i < servers.size() - 1 && !mayGoOn(race)) {
          break;
        }
      }
      return race.await();
    }
  }

  /** Waits before the next server is asked; false if there is no need to ask it. */
  private boolean mayGoOn(Race<A> race) throws InterruptedException {
    return delay == null
        || Select.<Boolean>selectFirst(
            Select.receive(race.context().done(), nothing -> false, () -> false),
            Select.receive(race.failures(), failure -> true, () -> false),
            Select.after(delay, () -> true));
  }
}
