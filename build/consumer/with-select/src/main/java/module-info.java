/** Uses csp-select and nothing else. */
module com.example.select {
  requires dev.csp.select;
}
