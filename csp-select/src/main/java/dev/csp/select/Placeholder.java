package dev.csp.select;

/** Holds the package's place until its first class arrives. */
final class Placeholder {
  private Placeholder() {}
}
