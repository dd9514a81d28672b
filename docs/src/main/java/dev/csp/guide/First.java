package dev.csp.guide;

// @start region="first"
import dev.csp.channels.Channel;
import dev.csp.go.Go;
import java.util.List;

/** Two goroutines and a channel. */
public final class First {
  private First() {}

  public static void main(String[] args) {
    Channel<String> words = Channel.unbuffered();
    Go.go(() -> {
      try (words) { // closes the channel behind the last word
        for (String word : List.of("goroutines", "talk", "over", "channels")) {
          words.send(word);
        }
      }
    });
    for (String word : words) { // until the channel is closed and empty
      System.out.println(word);
    }
  }
}
// @end
