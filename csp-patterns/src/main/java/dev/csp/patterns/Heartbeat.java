package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import dev.csp.select.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * The pulse of a worker. After the heartbeats of "Concurrency in Go": sent without waiting, with room for one. What is different:
 * the channel keeps the newest beat and not the oldest, and silence is found by a timer that each beat winds up again. So whoever
 * watches needs no goroutine, is not woken by every beat, and has the silence as a case of its own select.
 *
 * The timers do the rest: a reset takes back a silence that was due and that nobody received, and a timer on whose channel nobody
 * waits costs two fields.
 *
 * Races: a beat may wind up a timer whose silence is being closed. It looks whether that is closed afterwards, and close marks
 * before it stops; so whichever of the two comes last has stopped the timer.
 */
/**
 * Says that a worker is alive, and notices when it no longer is. The worker {@linkplain #beat()
 * beats} with every unit of work, and at an interval while it waits; others see the beats, or their
 * absence, as cases of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/HeartbeatSnippets.java" region="worker"}
 *
 * <p>The other side:
 *
 * {@snippet file="dev/csp/examples/snippets/HeartbeatSnippets.java" region="watcher"}
 *
 * <p><b>Blocking.</b> A beat never blocks, whether or not anybody listens: it replaces a beat that
 * nobody has received yet. {@link #send} and {@link #receive} block like those of a channel, and
 * beat meanwhile, if there is an interval.
 *
 * <p><b>What a beat proves.</b> That the goroutine that called it got there. So let the worker
 * itself beat, in its own loop: a second goroutine that beats for it proves nothing.
 *
 * <p><b>When not to use it.</b> To learn that a goroutine has ended: that is an event of its own,
 * and needs no time limit. To restart what fell silent, {@link Supervisor} is the whole pattern.
 *
 * <p><b>Memory effects.</b> Actions before a beat happen-before the receive of its number.
 *
 * <p>It holds no goroutine and needs no close.
 */
public final class Heartbeat {
  private final @Nullable Ticker ticker;
  private final Channel<Long> beats = Channel.sliding("Heartbeat.beats", 1);
  private final AtomicLong count = new AtomicLong();
  private final List<Silence> silences = new CopyOnWriteArrayList<>();

  /** Makes a heartbeat without an interval: it beats only when it is told. */
  public Heartbeat() {
    this.ticker = null;
  }

  private Heartbeat(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Makes a heartbeat with an interval at which its worker means to beat while it waits.
   *
   * @param interval the time between two beats
   * @return the heartbeat
   * @throws IllegalArgumentException if {@code interval} is zero or negative
   * @throws NullPointerException if {@code interval} is null
   */
  public static Heartbeat every(Duration interval) {
    requireNonNull(interval, "interval");
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("interval must be > 0, was " + interval);
    }
    return new Heartbeat(Ticker.every(interval));
  }

  // ---- the worker's side

  /** Beats. Never blocks. */
  public void beat() {
    beats.trySend(count.incrementAndGet());
    for (Silence silence : silences) {
      silence.windUp();
    }
  }

  /**
   * Returns the channel that is due at the interval, for the worker's own selects: on a value,
   * beat.
   *
   * @return the channel; {@link Channel#never()} if there is no interval
   */
  public ReceiveChannel<Instant> due() {
    return ticker == null ? Channel.never() : ticker.channel();
  }

  /**
   * Receives the next value from a channel, and beats: at the interval while it waits, and when it
   * has the value. Otherwise as {@link ReceiveChannel#receive()}.
   *
   * @param channel where to receive
   * @param <T> the type of the value
   * @return the next value
   * @throws ChannelClosedException if the channel is closed and drained
   * @throws InterruptedException if the calling thread is interrupted; no value was taken
   * @throws NullPointerException if {@code channel} is null
   */
  public <T> T receive(ReceiveChannel<? extends T> channel) throws InterruptedException {
    requireNonNull(channel, "channel");
    while (true) {
      T value =
          Select.<@Nullable T>selectFirst(
              Select.<T, @Nullable T>receive(channel, received -> received),
              Select.<Instant, @Nullable T>receive(due(), instant -> null));
      beat();
      if (value != null) {
        return value;
      }
    }
  }

  /**
   * Sends a value on a channel, and beats: at the interval while it waits, and when the value is
   * sent. Otherwise as {@link SendChannel#send(Object)}.
   *
   * @param channel where to send
   * @param value the value
   * @param <T> the type of the value
   * @throws ChannelClosedException if the channel is or becomes closed; with the value
   * @throws InterruptedException if the calling thread is interrupted; the value was not sent
   * @throws NullPointerException if an argument is null
   */
  public <T> void send(SendChannel<? super T> channel, T value) throws InterruptedException {
    requireNonNull(channel, "channel");
    requireNonNull(value, "value");
    boolean sent;
    do {
      sent =
          Select.<Boolean>selectFirst(
              Select.send(channel, value, () -> true), Select.receive(due(), instant -> false));
      beat();
    } while (!sent);
  }

  // ---- the other side

  /**
   * Returns the channel of the beats. It holds one value, the number of beats so far: who receives
   * rarely sees how many there were.
   *
   * @return the channel; the same on every call; never closed
   */
  public ReceiveChannel<Long> beats() {
    return beats.receiveOnly();
  }

  /**
   * Begins to watch for silence.
   *
   * @param limit how long there may be no beat, from now and from each beat
   * @return the watch; close it when it is no longer needed, or it costs every beat a little
   * @throws IllegalArgumentException if {@code limit} is zero or negative
   * @throws NullPointerException if {@code limit} is null
   */
  public Silence silence(Duration limit) {
    requireNonNull(limit, "limit");
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("limit must be > 0, was " + limit);
    }
    Silence silence = new Silence(this, limit);
    silences.add(silence);
    silence.windUp(); // a beat that came before this was added counts as well
    return silence;
  }

  /** Shows the number of beats so far. */
  @Override
  public String toString() {
    return "Heartbeat[" + count + " beats]";
  }

  /** A watch for the absence of beats. */
  public static final class Silence implements AutoCloseable {
    private final Heartbeat heartbeat;
    private final Duration limit;
    private final Timer timer;
    private volatile boolean closed;

    private Silence(Heartbeat heartbeat, Duration limit) {
      this.heartbeat = heartbeat;
      this.limit = limit;
      this.timer = Timer.start(limit);
    }

    private void windUp() {
      timer.reset(limit);
      if (closed) {
        timer.stop();
      }
    }

    /**
     * Returns the channel that yields a value when there was no beat for longer than the limit:
     * once for each such time, the instant at which the limit was exceeded. A beat takes back a
     * silence that nobody has received.
     *
     * @return the channel; the same on every call; never closed
     */
    public ReceiveChannel<Instant> channel() {
      return timer.channel();
    }

    /** Ends the watch: the channel yields nothing more. Never blocks. */
    @Override
    public void close() {
      closed = true;
      heartbeat.silences.remove(this);
      timer.stop();
    }
  }
}
