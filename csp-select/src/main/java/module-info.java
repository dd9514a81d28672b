import org.jspecify.annotations.NullMarked;

/** Waiting for several channels at once: Go's {@code select}, with its rules. */
@NullMarked
module dev.csp.select {
  exports dev.csp.select;

  requires transitive dev.csp.channels;
  requires static transitive org.jspecify;
}
