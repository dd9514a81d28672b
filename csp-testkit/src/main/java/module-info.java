import org.jspecify.annotations.NullMarked;

/** Concurrent programs as repeatable tests. */
@NullMarked
module dev.csp.testkit {
  exports dev.csp.testkit.assertions;
  exports dev.csp.testkit.leak;
  exports dev.csp.testkit.linearizability;
  exports dev.csp.testkit.probe;
  exports dev.csp.testkit.properties;
  exports dev.csp.testkit.simulation;

  requires static com.google.errorprone.annotations;
  requires transitive dev.csp.patterns;
  requires static transitive net.jqwik.api;
  requires static transitive org.assertj.core;
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;

  provides net.jqwik.api.providers.ArbitraryProvider with
      dev.csp.testkit.properties.ScheduleProvider,
      dev.csp.testkit.properties.ScriptProvider;
}
