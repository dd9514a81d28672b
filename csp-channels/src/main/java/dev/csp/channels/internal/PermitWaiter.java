package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/** The waiter of a case that acquires from a semaphore. */
final class PermitWaiter extends CaseWaiter {
  private final SemaphorePort semaphore;
  private final long count;

  PermitWaiter(SelectClaim claim, SemaphorePort semaphore, long count) {
    super(claim, semaphore, false);
    this.semaphore = semaphore;
    this.count = count;
  }

  /** Leaves the grant in the item, where it is needed while this waits. */
  @Override
  public @Nullable Object receiveLocked() {
    if (item == null) {
      item = new Grant(semaphore, count); // before anything changes: there may be no memory
    }
    return semaphore.takeLocked(count) ? item : null;
  }

  @Override
  public void unlink() {
    semaphore.leave(this);
  }

  @Override
  public String toString() {
    return "acquire " + count + " of " + semaphore.describe();
  }
}
