package dev.csp.guide;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every command that the README and the pages of docs give, and who runs it. One that nobody runs
 * must not be in a page: it would go stale unnoticed.
 */
final class Commands {
  /** Runs the commands of the README and of docs/examples.md, which it reads there. */
  static final String CI = ".ci/run";

  private final Map<String, String> runners;

  Commands(Map<String, String> runners) {
    this.runners = Map.copyOf(runners);
  }

  /** The commands of this repository. */
  static Commands ofTheGuide() {
    Map<String, String> runners = new HashMap<>();
    runners.put("mvn -B -ntp verify", CI);
    for (String example :
        """
        AbandonedResult
        Counter
        Deadline 500
        Deadlock
        DigestTree .
        DigestTree --workers=4 docs/src
        FirstAnswer
        FirstError
        Fruits fig plum melon
        Hello Ada
        LeakAndFix
        LoopVariable
        MainExits
        PartialDeadlock
        ProcessBatch
        Scheduler
        TenThousand 20000
        UrlCheck
        WhenNot
        Workers
        """
            .lines()
            .toList()) {
      runners.put("bin/example " + example, CI);
    }
    runners.put("bin/example First.java", "dev.csp.examples.ExamplesTest");
    runners.put("bin/recording kitchen.jfr", "dev.csp.examples.RecordingTest");
    return new Commands(runners);
  }

  /** Who runs a command: a test class, or {@link #CI}. */
  Optional<String> runnerOf(String command) {
    return Optional.ofNullable(runners.get(command));
  }

  Map<String, String> all() {
    return runners;
  }
}
