package dev.csp.examples.snippets;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.channels.Permit;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Semaphore;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** The examples in the documentation of semaphores. */
public final class SemaphoreSnippets {
  private SemaphoreSnippets() {}

  /** An image, as far as this example needs it. */
  public interface Image {
    /**
     * Returns how much memory it takes.
     *
     * @return bytes
     */
    long bytes();
  }

  // @start region="weights"
  /** Resizes images on any number of goroutines, but only so many bytes of them at a time. */
  public static final class Resizer {
    private final Semaphore memory = new Semaphore("image memory", 100_000_000);

    /**
     * Resizes an image.
     *
     * @param image the image
     * @param resize how
     * @return the resized image
     * @throws InterruptedException if interrupted before there was memory
     */
    public Image resize(Image image, Function<Image, Image> resize) throws InterruptedException {
      long bytes = Math.min(image.bytes(), memory.size());
      memory.acquire(bytes);
      try {
        return resize.apply(image);
      } finally {
        memory.release(bytes);
      }
    }
  }

  // @end

  /**
   * Holds permits for a while.
   *
   * @param connections limits what is done at once
   * @param query what is done with so many connections
   * @throws InterruptedException if interrupted first
   */
  public static void permit(Semaphore connections, LongConsumer query) throws InterruptedException {
    // @start region="permit"
    try (Permit permit = connections.permits(2).receive()) {
      query.accept(permit.count());
    } // and here both are released
    // @end
  }

  /**
   * Waits for one of two things.
   *
   * @param connections limits what is done at once
   * @param cached may have the answer earlier
   * @param query finds the answer with a connection
   * @return the answer
   * @throws InterruptedException if interrupted first
   */
  public static String ask(
      Semaphore connections, ReceiveChannel<String> cached, Function<Permit, String> query)
      throws InterruptedException {
    // @start region="select"
    return select(
        receive(cached),
        receive(
            connections.permits(1),
            permit -> {
              try (permit) {
                return query.apply(permit);
              }
            }),
        after(Duration.ofSeconds(1), () -> "nobody answers"));
    // @end
  }
}
