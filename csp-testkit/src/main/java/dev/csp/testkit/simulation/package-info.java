/**
 * Runs concurrent programs one goroutine at a time, in an order that a seed decides, on a clock of
 * its own. The door is {@link dev.csp.testkit.simulation.Simulation}.
 *
 * <p>A run is a {@link dev.csp.testkit.simulation.Run}; what was decided in it is a {@link
 * dev.csp.testkit.simulation.Schedule}, how, a {@link dev.csp.testkit.simulation.Strategy}. A run
 * that fails throws a {@link dev.csp.testkit.simulation.SimulationFailure}, with a {@link
 * dev.csp.testkit.simulation.DeadlockReport} if goroutines wait for ever.
 */
@NullMarked
package dev.csp.testkit.simulation;

import org.jspecify.annotations.NullMarked;
