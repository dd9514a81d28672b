package dev.csp.examples.snippets;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippets do what the Javadoc around them says: none of them fails. */
final class AssertionSnippetsTest {
  @Test
  void allHold() throws InterruptedException {
    AssertionSnippets.besideAssertJ();
    AssertionSnippets.aClosedChannelKeepsItsValues();
    AssertionSnippets.anInterruptEndsIt();
    AssertionSnippets.theLoserEndsToo(List.of("berlin", "lisbon"));
  }
}
