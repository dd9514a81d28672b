package dev.csp.examples.snippets;

import org.junit.jupiter.api.Test;

/** The snippet does what the Javadoc around it says. */
final class ProbeSnippetsTest {
  @Test
  void theProbeSeesWhatTheReaderSends() throws InterruptedException {
    ProbeSnippets.readerEndsWithTheReason();
  }
}
