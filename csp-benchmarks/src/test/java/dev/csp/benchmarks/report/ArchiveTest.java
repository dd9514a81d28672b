package dev.csp.benchmarks.report;

import static dev.csp.benchmarks.peers.Contender.CHANNEL;
import static dev.csp.benchmarks.peers.Contender.GO;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.report.Samples.PAIR;
import static dev.csp.benchmarks.report.Samples.SELECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTest {
  @TempDir private Path folder;

  @Test
  void aRunComesBackAsItWas() throws IOException {
    var forks =
        new Samples().fork(1, PAIR, DEFAULT, CHANNEL, 1.0 / 3).fork(2, SELECT, ONE, GO, 1e9).run();
    var run =
        new Run(
            ImmutableList.of("One condition", "another one"),
            forks.measurements(),
            ImmutableList.of(new Run.Heap("goroutine", 2, 1, 0.5)));
    Path file = folder.resolve("new/run.tsv");
    Archive.write(run, file);

    assertThat(Archive.read(file)).isEqualTo(run);
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = folder.resolve("run.tsv");
    Files.writeString(file, "something else\n");

    assertThatThrownBy(() -> Archive.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has a line that is not of a run: something else");
  }

  @Test
  void aMissNeedsItsFourFields() throws IOException {
    Path file = folder.resolve("misses.tsv");
    Files.writeString(file, "unbuffered pair\tGo\tbecause\n");

    assertThatThrownBy(() -> Misses.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has a line without four fields: unbuffered pair\tGo\tbecause");
  }
}
