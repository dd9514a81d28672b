package dev.csp.examples.digesttree;

/** What to do about a file that cannot be read. */
enum OnFailure {
  /** Make it a line of the report, and do the rest. */
  GO_ON,

  /** Throw: in a group, that stops everything. */
  STOP;

  Outcome handle(UnreadableException why) throws UnreadableException {
    return switch (this) {
      case GO_ON -> new Outcome.Failed(why);
      case STOP -> throw why;
    };
  }
}
