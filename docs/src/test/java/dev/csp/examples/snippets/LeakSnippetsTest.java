package dev.csp.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.leak.LeakError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The snippets do what the Javadoc around them says, and leave nothing to the tests after them. */
@ExtendWith(LeakCheckExtension.class)
final class LeakSnippetsTest {
  @Test
  void theLoserIsNamedIfThereIsNoRoomForIt() throws Exception {
    Channel<String> noRoom = Channel.unbuffered("answers");
    assertThatThrownBy(() -> LeakSnippets.test(noRoom))
        .isInstanceOf(LeakError.class)
        .hasMessageStartingWith("1 goroutine is alive 500 ms after the end of fastest:")
        .hasMessageContaining("LeakSnippets.java:");
    assertThat(noRoom.receive()).startsWith("hello from "); // and so the loser ends
    LeakSnippets.test(Channel.buffered(1));
  }

  @Test
  void whoSleepsIsAllowed() throws Exception {
    LeakSnippets.allowingWhatSleeps().run("nothing", () -> {});
  }

  @Test
  void whoIsLeftIsNamed() {
    Channel<String> gate = Channel.unbuffered();
    assertThat(LeakSnippets.whoIsLeft(() -> Go.go("waits", gate::receiveOrClosed)))
        .isEqualTo(List.of("waits"));
    gate.close();
    assertThat(LeakSnippets.whoIsLeft(() -> {})).isEmpty();
  }

  @Test
  void aThreadIsCarriedIn() throws InterruptedException {
    LeakSnippets.withAThreadOfItsOwn(() -> Go.go(() -> {}));
  }
}
