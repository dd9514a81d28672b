import org.jspecify.annotations.NullMarked;

/** Waiting for several channels at once. */
@NullMarked
module dev.csp.select {
  exports dev.csp.select;

  requires static com.google.errorprone.annotations;
  requires transitive dev.csp.channels;
  requires static transitive org.jspecify;
}
