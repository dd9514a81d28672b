package dev.csp.verification.lincheck;

import dev.csp.channels.Semaphore;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** What Lincheck does to a semaphore. */
@Param(name = "count", gen = IntGen.class, conf = "1:2")
public class SemaphoreOperations {
  final Semaphore semaphore = new Semaphore(3);

  public SemaphoreOperations() {}

  @Operation
  public boolean tryAcquire(@Param(name = "count") int count) {
    return semaphore.tryAcquire(count);
  }

  @Operation
  public String release(@Param(name = "count") int count) {
    try {
      semaphore.release(count);
      return "released";
    } catch (IllegalStateException e) {
      return "too many";
    }
  }

  @Operation
  public long available() {
    return semaphore.available();
  }

  /** The same, one after the other. */
  public static final class Model {
    private long available = 3;

    public Model() {}

    public boolean tryAcquire(int count) {
      if (available < count) {
        return false;
      }
      available -= count;
      return true;
    }

    public String release(int count) {
      if (available + count > 3) {
        return "too many";
      }
      available += count;
      return "released";
    }

    public long available() {
      return available;
    }
  }
}
