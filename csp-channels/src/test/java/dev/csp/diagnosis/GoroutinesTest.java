package dev.csp.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Guard.class)
final class GoroutinesTest {
  private static final Duration WHILE = Duration.ofMillis(300);

  @Test
  void whoIsBlockedForLongIsListedLongestFirst(Harness harness) throws Exception {
    Channel<Integer> orders = Channel.buffered("orders", 4);
    Goroutine old = harness.adopt(Go.go("old", orders::receive));
    harness.waitUntil("it is blocked long", () -> Goroutines.blockedLongerThan(WHILE).size() == 1);
    Goroutine young = harness.adopt(Go.go("young", Go::blockForever));
    harness.waitUntilParked(young.thread());
    List<BlockedGoroutine> all = Goroutines.blockedLongerThan(Duration.ZERO);
    assertThat(all).extracting(BlockedGoroutine::name).containsExactly("old", "young");
    BlockedGoroutine first = all.getFirst();
    assertThat(first.id()).isEqualTo(old.id());
    assertThat(first.reason()).isEqualTo("chan receive");
    assertThat(first.operation()).isEqualTo("chan receive on channel orders (buffered, 0 of 4)");
    assertThat(first.blockedFor()).isGreaterThanOrEqualTo(WHILE);
    assertThat(first.startedAt()).contains("GoroutinesTest.java:");
    assertThat(first.stack()).isNotNull();
    assertThat(first.toString())
        .startsWith("goroutine " + old.id() + " [chan receive, ")
        .contains("]: old\n\tchan receive on channel orders (buffered, 0 of 4)\n")
        .containsPattern("created by .*dev\\.csp\\.diagnosis\\.GoroutinesTest\\.");
    assertThat(all.getLast().operation()).isEqualTo("select (no cases)");
    assertThat(all.getLast().toString()).doesNotContain("\tselect");
  }

  @Test
  void whoRunsOrWaitsElsewhereOrHasEndedIsNotListed(Harness harness) throws Exception {
    var latch = new java.util.concurrent.CountDownLatch(1);
    Goroutine elsewhere = Go.go("elsewhere", latch::await);
    harness.waitUntil("it waits", () -> elsewhere.thread().getState() == Thread.State.WAITING);
    Go.go("ended", () -> {}).join();
    assertThat(Goroutines.blockedLongerThan(Duration.ofSeconds(-1))).isEmpty();
    latch.countDown();
    elsewhere.join();
    assertThatThrownBy(() -> Goroutines.blockedLongerThan(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("duration");
  }

  @Test
  void theBeanAnswersTheSame(Harness harness) throws Exception {
    Goroutines.registerMXBean();
    Goroutines.registerMXBean(); // does nothing
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.csp:type=Goroutines");
    GoroutinesMXBean bean = JMX.newMXBeanProxy(server, name, GoroutinesMXBean.class);
    Channel<Integer> orders = Channel.unbuffered("orders");
    Goroutine blocked = harness.adopt(Go.go("blocked", orders::receive));
    harness.waitUntilParked(blocked.thread());
    assertThat(bean.getCount()).isEqualTo(Go.count());
    assertThat(bean.dump()).contains("]: blocked\n", "chan receive on channel orders");
    assertThat(bean.blockedLongerThan(0)).singleElement().asString().contains("]: blocked\n");
    assertThat(bean.blockedLongerThan(3600)).isEmpty();
    assertThat(bean.getLeakCount()).isEqualTo(LeakDetector.count());
    assertThat(server.getAttribute(name, "LeakDetection")).isEqualTo(LeakDetector.status());
    assertThat(bean.getLeakDetection()).startsWith("off: jdk.trackAllThreads is not false");
  }

  @Test
  void aListenerMustBeGiven() {
    assertThatThrownBy(() -> Goroutines.addListener(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("listener");
    assertThatThrownBy(() -> Goroutines.removeListener(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("listener");
    Goroutines.removeListener(new GoroutineListener() {}); // was not there
  }

  private static String summary(int status, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(
            RecordingSummary.run(
                args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)))
        .isEqualTo(status);
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  @Test
  void theSummaryCommandSaysWhatIsWrong(@TempDir Path folder) throws Exception {
    assertThat(summary(2)).isEqualTo("usage: RecordingSummary FILE.jfr" + System.lineSeparator());
    assertThat(summary(2, "no such file")).startsWith("there is no file no such file");
    Path noRecording = Files.writeString(folder.resolve("text.jfr"), "text");
    assertThat(summary(2, noRecording.toString())).startsWith("cannot read " + noRecording + ": ");
  }
}
