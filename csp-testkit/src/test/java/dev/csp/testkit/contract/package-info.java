/**
 * The contracts of the toolkit as small programs, for thousands of schedules. The door is {@link
 * dev.csp.testkit.contract.ContractsInSimulationTest}.
 */
@NullMarked
package dev.csp.testkit.contract;

import org.jspecify.annotations.NullMarked;
