package dev.csp.testkit.properties;

import dev.csp.testkit.linearizability.Script;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/**
 * How jqwik finds the scripts for a parameter. Not for programs: see {@link Scripts}.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="property"}
 */
public final class ScriptProvider implements ArbitraryProvider {
  /** For jqwik. */
  public ScriptProvider() {}

  @Override
  public boolean canProvideFor(TypeUsage targetType) {
    return targetType.isOfType(Script.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
    return Set.of(Scripts.scripts());
  }
}
