package dev.csp.testkit.properties;

import dev.csp.testkit.simulation.Schedule;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/**
 * How jqwik finds the schedules for a parameter. Not for programs: see {@link Schedules}.
 *
 * {@snippet file="dev/csp/examples/snippets/PropertySnippets.java" region="schedules"}
 */
public final class ScheduleProvider implements ArbitraryProvider {
  /** For jqwik. */
  public ScheduleProvider() {}

  @Override
  public boolean canProvideFor(TypeUsage targetType) {
    return targetType.isOfType(Schedule.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
    return Set.of(
        targetType
            .findAnnotation(Size.class)
            .map(size -> Schedules.schedules(size.value() > 0 ? size.value() : size.max()))
            .orElseGet(Schedules::schedules));
  }
}
