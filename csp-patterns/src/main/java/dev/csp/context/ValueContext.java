package dev.csp.context;

import static java.util.Objects.requireNonNull;

/** A context with one value more. */
final class ValueContext implements LibraryContext {
  private final Context parent;
  private final Context governor;
  private final Key<?> key;
  private final Object value;

  ValueContext(Context parent, Key<?> key, Object value) {
    this.parent = parent;
    this.governor = LibraryContext.governorOf(parent);
    this.key = requireNonNull(key, "key");
    this.value = requireNonNull(value, "value");
  }

  Key<?> key() {
    return key;
  }

  Object value() {
    return value;
  }

  @Override
  public Context governor() {
    return governor;
  }

  @Override
  public Context parent() {
    return parent;
  }

  @Override
  public String step() {
    return "withValue(" + key + ")";
  }

  @Override
  public String toString() {
    return LibraryContext.describe(this);
  }
}
