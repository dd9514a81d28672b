/** Uses csp-testkit. */
module com.example.testkit {
  requires dev.csp.testkit;
  requires net.jqwik.api; // the test kit provides a service of it, and does not start without
}
