package dev.csp.testkit.simulation;

/** Makes the decisions of one run. Each answer must depend on nothing but the run so far. */
interface Decider {
  /** Who could go on. */
  interface Lineup {
    /** How many there are: at least 2. */
    int size();

    /**
     * The id of one of them. The first is the one that goes on if nobody interferes: the one that
     * runs, unless it waits or yields; then those that could go on, the longest first.
     */
    long id(int index);

    /** Who runs now and could go on; -1 if nobody. */
    long running();

    /** Whether who runs now wants to let others run. */
    boolean yields();
  }

  /** Who goes on: a number below the size of the line-up. */
  int next(Lineup lineup);

  /** Which of several ready cases, or due timers: a number below the bound, which is at least 2. */
  int choose(int bound);
}
