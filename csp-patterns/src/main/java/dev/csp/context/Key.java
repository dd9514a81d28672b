package dev.csp.context;

import static java.util.Objects.requireNonNull;

/**
 * What a value in a {@link Context} is found by. A key is only ever equal to itself, whatever its
 * name: keep it in a constant, and who cannot see the constant cannot touch the value.
 *
 * {@snippet file="dev/csp/examples/snippets/ContextSnippets.java" region="key"}
 *
 * <p><b>When not to use it.</b> For optional parameters: a value in a context is for what crosses
 * code that knows nothing of it, like the name of a request.
 *
 * @param <V> the type of the values
 */
@SuppressWarnings("UnusedTypeParameter") // it gives the value its type
public final class Key<V> {
  private final String name;

  private Key(String name) {
    this.name = name;
  }

  /**
   * Makes a key.
   *
   * @param name for diagnosis; need not be unique
   * @param <V> the type of the values
   * @return a new key
   */
  public static <V> Key<V> of(String name) {
    return new Key<>(requireNonNull(name, "name"));
  }

  @Override
  public String toString() {
    return name;
  }
}
