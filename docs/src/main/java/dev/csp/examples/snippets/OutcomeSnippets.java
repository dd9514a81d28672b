package dev.csp.examples.snippets;

import dev.csp.patterns.Outcome;
import java.util.List;

/** How a task has ended. */
final class OutcomeSnippets {
  private OutcomeSnippets() {}

  static void print(List<Outcome<String>> outcomes) {
    // @start region="switch"
    for (Outcome<String> outcome : outcomes) {
      switch (outcome) {
        case Outcome.Done<String>(String page) -> System.out.println(page.length());
        case Outcome.Failed<String>(Throwable failure) -> System.out.println(failure);
      }
    }
    // @end
  }
}
