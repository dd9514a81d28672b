package dev.csp.testkit.simulation;

/** Decides what a schedule says. */
final class ReplayDecider implements Decider {
  private final Schedule schedule;
  private int next;

  ReplayDecider(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public int next(Lineup lineup) {
    return choose(lineup.size());
  }

  @Override
  public int choose(int bound) {
    return next < schedule.size() ? schedule.get(next++) % bound : 0;
  }
}
