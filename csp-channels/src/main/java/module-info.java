import org.jspecify.annotations.NullMarked;

/**
 * Goroutines and channels with Go's rules, on virtual threads.
 *
 * <p>{@link dev.csp.go.Go} starts goroutines; {@link dev.csp.channels.Channel} makes the channels
 * that connect them. Waiting for several channels at once is the module {@code dev.csp.select};
 * contexts, groups and the larger idioms are the module {@code dev.csp.patterns}.
 */
@NullMarked
@SuppressWarnings("module") // dev.csp.select and dev.csp.testkit are compiled after this module
module dev.csp.channels {
  exports dev.csp.channels;
  exports dev.csp.diagnosis;
  exports dev.csp.go;
  exports dev.csp.channels.internal to
      dev.csp.select,
      dev.csp.testkit;

  requires java.management;
  requires jdk.jfr;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
}
