package com.example.starter;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each word comes: a pipeline whose stages run side by side. */
public final class WordCount {
  private WordCount() {}

  /** Counts the words of some lines; leaves nothing running, however it ends. */
  public static Map<String, Integer> count(Context ctx, List<String> lines)
      throws InterruptedException, StageException, DeadlineExceededException {
    List<String> words =
        Pipeline.fromIterable(lines)
            .map(String::toLowerCase)
            .named("to lower case")
            .buffer(4) // this stage may be 4 lines ahead of the next
            .flatMap(line -> List.of(line.split("\\W+")))
            .named("split")
            .filter(word -> !word.isEmpty())
            .toList(ctx);
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : words) {
      counts.merge(word, 1, Integer::sum);
    }
    return counts;
  }

  /** Counts the words of its arguments. */
  public static void main(String[] args) throws Exception {
    System.out.println(count(Context.background(), List.of(args)));
  }
}
