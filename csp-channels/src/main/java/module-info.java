import org.jspecify.annotations.NullMarked;

/** Goroutines and channels with Go's rules, on virtual threads. */
@NullMarked
@SuppressWarnings("module") // dev.csp.select and dev.csp.testkit are compiled after this module
module dev.csp.channels {
  exports dev.csp.channels;
  exports dev.csp.go;
  exports dev.csp.channels.internal to
      dev.csp.select,
      dev.csp.testkit;

  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
}
