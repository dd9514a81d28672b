package dev.csp.context;

/** A context with its parent's values, and no end. */
final class DetachedContext implements LibraryContext {
  private final Context parent;

  DetachedContext(Context parent) {
    this.parent = parent;
  }

  @Override
  public Context governor() {
    return BackgroundContext.INSTANCE;
  }

  @Override
  public Context parent() {
    return parent;
  }

  @Override
  public String step() {
    return "withoutCancel";
  }

  @Override
  public String toString() {
    return LibraryContext.describe(this);
  }
}
