import org.jspecify.annotations.NullMarked;

/** Contexts, groups and the larger idioms, written against the public API alone. */
@NullMarked
module dev.csp.patterns {
  exports dev.csp.bridge;
  exports dev.csp.context;
  exports dev.csp.patterns;
  exports dev.csp.pipeline;
  exports dev.csp.sync;

  requires static com.google.errorprone.annotations;
  requires transitive dev.csp.select;
  requires static transitive org.jspecify;
}
