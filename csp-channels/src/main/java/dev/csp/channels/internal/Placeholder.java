package dev.csp.channels.internal;

/** Holds the package's place until the channel kinds arrive. */
final class Placeholder {
  private Placeholder() {}
}
