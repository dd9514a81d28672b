package dev.csp.diagnosis;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Dump;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.Watch;
import dev.csp.go.Go;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/** Questions about the goroutines that are alive. */
public final class Goroutines {
  private Goroutines() {}

  /**
   * Has a listener told what happens from now on, until {@link #removeListener}. A listener that is
   * added twice is told twice. While there is one, each wait that parks costs some hundred
   * nanoseconds more.
   *
   * @param listener who is told
   * @throws NullPointerException if {@code listener} is null
   */
  public static void addListener(GoroutineListener listener) {
    Watch.add(requireNonNull(listener, "listener"));
  }

  /**
   * Takes a listener out, once. It may still be told of what is under way.
   *
   * @param listener which; one that was not added does nothing
   * @throws NullPointerException if {@code listener} is null
   */
  public static void removeListener(GoroutineListener listener) {
    Watch.remove(requireNonNull(listener, "listener"));
  }

  /**
   * Finds the goroutines that have been blocked in one and the same wait for at least the given
   * time: what {@link LeakDetector} cannot see, because somebody could still reach their channels,
   * but probably will not. Sleeps count too. Longest first.
   *
   * <p>Each goroutine is looked at on its own while the others go on; one that ends its wait
   * meanwhile may be in the list. With more than about a thousand goroutines alive, stacks are left
   * out. Other threads than goroutines are not looked at, nor are goroutines that wait in other
   * libraries. Does not block.
   *
   * {@snippet file="dev/csp/examples/snippets/DiagnosisSnippets.java" region="blocked"}
   *
   * @param duration how long at least, to about a tenth of a second; zero or negative for all that
   *     are blocked
   * @return a snapshot
   * @throws NullPointerException if {@code duration} is null
   */
  public static List<BlockedGoroutine> blockedLongerThan(Duration duration) {
    long nanos = TimeSource.clampedNanos(requireNonNull(duration, "duration"));
    return Dump.blockedLongerThan(nanos).stream().map(BlockedGoroutine::of).toList();
  }

  /**
   * Registers a {@link GoroutinesMXBean} with the platform's server of management beans, under
   * {@code dev.csp:type=Goroutines}. A second call does nothing.
   *
   * @throws IllegalStateException if the server does not accept it
   */
  public static void registerMXBean() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(new Bean(), new ObjectName("dev.csp:type=Goroutines"));
    } catch (InstanceAlreadyExistsException e) {
      return; // by an earlier call
    } catch (JMException e) {
      throw new IllegalStateException("the bean of goroutines was not registered: " + e, e);
    }
  }

  private static final class Bean implements GoroutinesMXBean {
    @Override
    public int getCount() {
      return Go.count();
    }

    @Override
    public long getLeakCount() {
      return LeakDetector.count();
    }

    @Override
    public String getLeakDetection() {
      return LeakDetector.status();
    }

    @Override
    public String dump() {
      return Go.dump();
    }

    @Override
    public String[] blockedLongerThan(long seconds) {
      return Goroutines.blockedLongerThan(Duration.ofSeconds(seconds)).stream()
          .map(BlockedGoroutine::toString)
          .toArray(String[]::new);
    }
  }
}
