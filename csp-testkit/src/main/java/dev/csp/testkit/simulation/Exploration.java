package dev.csp.testkit.simulation;

/**
 * What several runs of one program have covered, none of which has failed.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="exploration"}
 *
 * @param schedules how many runs there were; of an exploration, each with another schedule
 * @param steps how many steps they had together
 * @param complete whether there is no other schedule
 */
public record Exploration(long schedules, long steps, boolean complete) {}
