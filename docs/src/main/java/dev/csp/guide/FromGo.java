package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static dev.csp.select.Select.send;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Key;
import dev.csp.context.Registration;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import dev.csp.select.Case;
import dev.csp.sync.Mutex;
import dev.csp.sync.OnceTask;
import dev.csp.sync.OnceValue;
import dev.csp.sync.SingleFlight;
import dev.csp.testkit.leak.LeakCheck;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page from Go to Java: each line of its tables stands here, and is compiled. */
@SuppressWarnings("unused")
final class FromGo {
  private static final Key<String> USER = Key.of("user");

  private static final Map<String, String> MAP = new ConcurrentHashMap<>();
  private static final AtomicLong COUNTER = new AtomicLong();

  private FromGo() {}

  private static void f(String x) {}

  private static void end() {}

  static void goroutines(String x, Goroutine g) throws InterruptedException {
    Go.go(() -> f(x));
    Go.go("reader", () -> f(x));
    int live = Go.count();
    int carriers = Go.parallelism();
    Go.yieldNow();
    String dump = Go.dump();
    Go.onUncaught((goroutine, thrown) -> f(goroutine.name()));
    Go.onUncaught(null);
    Thread thread = g.thread();
    g.join();
  }

  static void forever() throws InterruptedException {
    Go.blockForever();
  }

  static void channels(int n, String v) throws InterruptedException {
    Channel<String> none = Channel.unbuffered();
    Channel<String> ch = Channel.buffered(n);
    Channel<Channel<String>> channelOfChannels = Channel.unbuffered();
    Channel<Void> signal = Channel.unbuffered();
    ReceiveChannel<String> nil = Channel.never();
    SendChannel<String> out = ch;
    ReceiveChannel<String> in = ch;
    ch.send(v);
    String first = ch.receive();
    Received<String> second = ch.receiveOrClosed();
    Received<String> third = ch.receive(Duration.ofSeconds(1));
    Received<String> fourth = ch.tryReceive();
    Sent sent = ch.trySend(v);
    int length = ch.length();
    int capacity = ch.capacity();
    for (String value : ch) {
      f(value);
    }
    ch.close();
  }

  static void selects(
      Channel<String> ch,
      ReceiveChannel<Void> stop,
      boolean open,
      String v,
      Duration d,
      List<Case<String>> cases)
      throws InterruptedException {
    String any =
        select(
            receive(ch),
            receive(ch, text -> text + "!"),
            receive(ch, text -> text, () -> "the end"),
            send(ch, v, () -> "sent"),
            done(stop, () -> "stop"),
            after(d, () -> "late"),
            otherwise(() -> "nothing is ready"));
    String oneOfMany = select(cases);
    String first = selectFirst(done(stop, () -> "stop"), receive(ch).when(open));
  }

  static void contexts(Context ctx, Channel<String> ch, String v, Duration d, Instant t)
      throws InterruptedException, DeadlineExceededException {
    Context root = Context.background();
    try (CancellableContext child = ctx.withCancel()) {
      child.cancel();
      child.cancel(new IllegalStateException("why"));
    }
    try (CancellableContext child = ctx.withTimeout(d)) {
      f(child.toString());
    }
    try (CancellableContext child = ctx.withTimeout(d, new IllegalStateException("too slow"))) {
      f(child.toString());
    }
    try (CancellableContext child = ctx.withDeadline(t)) {
      f(child.toString());
    }
    Context detached = ctx.withoutCancel();
    Context named = ctx.withValue(USER, "Ada");
    Optional<String> user = ctx.value(USER);
    ReceiveChannel<Void> done = ctx.done();
    Optional<Throwable> error = ctx.error();
    Optional<Throwable> cause = ctx.cause();
    Optional<Instant> deadline = ctx.deadline();
    Registration registration = ctx.afterDone(() -> end());
    boolean stopped = registration.stop();
    ctx.send(ch, v);
    String received = ctx.receive(ch);
    ctx.sleep(d);
    try {
      ctx.sleep(d);
    } catch (DeadlineExceededException e) {
      end();
    }
  }

  static void sync(Task task, Callable<String> call) throws InterruptedException {
    WaitGroup wg = new WaitGroup();
    wg.add(1);
    wg.done();
    wg.go(task);
    wg.await();
    ReceiveChannel<Void> zero = wg.zero();

    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
    if (lock.tryLock()) {
      lock.unlock();
    }
    Mutex mutex = new Mutex();
    try (Mutex.Hold hold = mutex.hold()) {
      f(hold.toString());
    }
    boolean locked = mutex.tryLock();
    OnceTask once = new OnceTask(task);
    OnceValue<String> value = new OnceValue<>(call);
    ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock();
    Condition condition = lock.newCondition();
    COUNTER.incrementAndGet();
  }

  static void groups(Context ctx, Task task) throws InterruptedException, ExecutionException {
    try (ErrGroup group = new ErrGroup(ctx)) {
      Context inside = group.context();
      group.setLimit(8);
      group.go(task);
      boolean started = group.tryGo(task);
      group.await();
    }
  }

  static void semaphores(Context ctx, long n) throws InterruptedException, Exception {
    Semaphore semaphore = new Semaphore(n);
    semaphore.acquire(n);
    semaphore.release(n);
    if (semaphore.tryAcquire(n)) {
      semaphore.release(n);
    }
    try (var permit = ctx.receive(semaphore.permits(n))) {
      f(permit.toString());
    }
  }

  static void flights(String key, Callable<String> call)
      throws InterruptedException, ExecutionException {
    SingleFlight<String, String> flights = new SingleFlight<>();
    f(flights.run(key, call));
    try (SingleFlight.Flight<String> flight = flights.join(key, call)) {
      ReceiveChannel<Void> done = flight.done();
    }
    flights.forget(key);
  }

  static void time(Duration d, Task task) throws InterruptedException {
    Go.sleep(d);
    Instant now = Go.now();
    ReceiveChannel<Instant> later = Timer.after(d);
    Timer timer = Timer.start(d);
    ReceiveChannel<Instant> due = timer.channel();
    boolean wasActive = timer.stop();
    timer.reset(d);
    Timer call = Timer.afterFunc(d, task);
    Ticker ticker = Ticker.every(d);
    ReceiveChannel<Instant> ticks = ticker.channel();
    ticker.reset(d);
    ticker.stop();
    ReceiveChannel<Instant> endless = Ticker.tick(d);
  }

  static void tests(Task program, long seed) throws Exception {
    Run run = Simulation.run(seed, program);
    Go.sleep(Duration.ofNanos(1));
    Exploration runs = Simulation.with(Strategy.random()).runs(1000, program);
    LeakCheck.standard().run("test", program);
    LeakCheck allowing = LeakCheck.standard().allow("metrics");
    try {
      program.run();
    } catch (SimulationFailure failure) {
      f(failure.deadlock().toString());
    }
  }

  @ExtendWith(LeakCheckExtension.class)
  static final class EveryTest {
    @Property
    void holds(@ForAll Schedule schedule) {
      Run again = Simulation.replay(schedule, () -> end());
    }
  }
}
