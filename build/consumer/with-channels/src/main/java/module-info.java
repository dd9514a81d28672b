/** Uses csp-channels and nothing else. */
module com.example.channels {
  requires dev.csp.channels;
}
