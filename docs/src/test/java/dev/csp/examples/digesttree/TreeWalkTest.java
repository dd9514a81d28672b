package dev.csp.examples.digesttree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk alone. Its channels have no room, so that the test says when it goes on. */
class TreeWalkTest {
  @TempDir Path root;

  private final Channel<Job> jobs = Channel.unbuffered("jobs");
  private final Channel<ReceiveChannel<Outcome>> lines = Channel.unbuffered("lines");

  private Goroutine walk(OnFailure onFailure) {
    return Go.go(() -> new TreeWalk(jobs, lines, onFailure).walk(List.of(root.toString())));
  }

  /** Takes the next file; the walk has then not gone further. */
  private Path nextFile() throws InterruptedException {
    lines.receive();
    return jobs.receive().file();
  }

  @Test
  void aFolderThatVanishesMidwayIsReportedInItsPlace() throws Exception {
    Path a = Trees.file(root, "a/file", "");
    Path b = Trees.file(root, "b/file", "");
    Path c = Trees.file(root, "c/file", "");
    Goroutine walk = walk(OnFailure.GO_ON);
    lines.receive(); // it has listed the root, and waits with the first job
    Files.delete(b);
    Files.delete(b.getParent());
    assertThat(jobs.receive().file()).isEqualTo(a);
    assertThat(lines.receive().receive())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.why()).hasMessage(b.getParent() + ": no such file or directory"));
    assertThat(nextFile()).isEqualTo(c);
    walk.join();
    assertThat(jobs.isClosed()).isTrue();
    assertThat(lines.isClosed()).isTrue();
  }

  @Test
  void aFolderThatVanishesMidwayStopsAWalkThatIsToStop() throws Exception {
    Path a = Trees.file(root, "a/file", "");
    Path b = Trees.file(root, "b/file", "");
    Go.onUncaught((goroutine, failure) -> {}); // in a group, the group would take it
    Goroutine walk;
    try {
      walk = walk(OnFailure.STOP);
      lines.receive();
      Files.delete(b);
      Files.delete(b.getParent());
      assertThat(jobs.receive().file()).isEqualTo(a);
      walk.join();
    } finally {
      Go.onUncaught(null);
    }
    assertThat(walk.failure()).containsInstanceOf(UnreadableException.class);
    assertThat(jobs.isClosed()).isTrue();
    assertThat(lines.isClosed()).isTrue();
  }

  @Test
  void anInterruptEndsTheWalkAndClosesItsChannels() throws Exception {
    Trees.file(root, "file", "");
    Goroutine walk = walk(OnFailure.GO_ON);
    lines.receive();
    walk.interrupt();
    walk.join();
    assertThat(walk.failure()).containsInstanceOf(InterruptedException.class);
    assertThat(jobs.isClosed()).isTrue();
    assertThat(lines.isClosed()).isTrue();
  }
}
