package dev.csp.channels.internal;

import dev.csp.go.StartsForCaller;
import org.jspecify.annotations.Nullable;

/**
 * Who started a goroutine, and where.
 *
 * @param site the frame, or null if unknown
 * @param parentId the goroutine that started it, or 0
 * @param starterName the thread that started it, if no goroutine did
 * @param owner on whose behalf, or null
 */
@StartsForCaller
record Origin(
    StackWalker.@Nullable StackFrame site,
    long parentId,
    @Nullable String starterName,
    @Nullable Owner owner) {
  /** The calling thread, at the line that called the library. */
  static Origin here() {
    Thread starter = Thread.currentThread();
    VirtualGoroutine parent = VirtualGoroutine.of(starter);
    Owner owner = Owner.ofCaller();
    return parent != null
        ? new Origin(StartSite.capture(), parent.id(), null, owner)
        : new Origin(StartSite.capture(), 0, starter.getName(), owner);
  }

  /** The site, and who was there. */
  String describe() {
    String place = site == null ? "unknown" : site.toStackTraceElement().toString();
    if (parentId != 0) {
      return place + " in goroutine " + parentId;
    }
    boolean named = starterName != null && !starterName.isEmpty();
    return place + " in thread " + (named ? starterName : "(unnamed)");
  }
}
