/** Uses csp-patterns and nothing else. */
module com.example.patterns {
  requires dev.csp.patterns;
}
