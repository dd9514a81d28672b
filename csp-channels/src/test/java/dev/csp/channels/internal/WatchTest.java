package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.diagnosis.GoroutineListener;
import dev.csp.diagnosis.Goroutines;
import dev.csp.diagnosis.RecordingSummary;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What recordings and listeners are told. */
@ExtendWith(Guard.class)
final class WatchTest {
  private static void select(Channel<Integer> left, Channel<Integer> right) {
    SelectClaim claim = new SelectClaim();
    CaseWaiter[] cases = {
      new CaseWaiter(claim, Port.of((ReceiveChannel<?>) left), false),
      new CaseWaiter(claim, Port.of((SendChannel<?>) right), true)
    };
    cases[1].setItem(5);
    for (CaseWaiter waiter : cases) {
      waiter.port().lock();
      waiter.port().enqueue(waiter);
      waiter.port().unlock();
    }
    Object outcome = Parking.await(claim, cases, TimeSource.NO_DEADLINE);
    for (CaseWaiter waiter : cases) {
      waiter.unlink();
    }
    assertThat(outcome).isSameAs(cases[0]);
  }

  /** Something of everything. */
  private static void program(Harness harness) throws Exception {
    Channel<Integer> orders = Channel.unbuffered("orders");
    Channel<Integer> bills = Channel.unbuffered("bills");
    Goroutine receiver = Go.go("receiver", orders::receive);
    harness.waitUntilParked(receiver.thread());
    orders.send(1);
    receiver.join();
    Goroutine selecting = Go.go("selecting", () -> select(orders, bills));
    harness.waitUntilParked(selecting.thread());
    orders.send(2);
    selecting.join();
    Goroutine impatient = Go.go("impatient", () -> orders.receive(Duration.ofMillis(1)));
    impatient.join();
    Goroutine interrupted = Go.go("interrupted", () -> bills.send(3));
    harness.waitUntilParked(interrupted.thread());
    interrupted.interrupt();
    interrupted.join();
    Channel<Integer> newest = Channel.sliding("newest", 1);
    newest.send(1);
    newest.send(2); // drops the first
    newest.discard(); // and gives up the second
    newest.close();
    bills.close(new IOException("till empty"));
    bills.close();
    orders.close();
  }

  private static List<RecordedEvent> record(
      Path file, Consumer<Recording> settings, Harness harness) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("dev.csp.GoroutineStart");
      recording.enable("dev.csp.GoroutineEnd");
      recording.enable("dev.csp.Blocked").withoutThreshold();
      recording.enable("dev.csp.SelectWait").withoutThreshold();
      settings.accept(recording);
      recording.setDestination(file);
      recording.start();
      harness.waitUntil("the kernel knows of the recording", Watch::isOn);
      Goroutine stuck = harness.adopt(Go.go("stuck", Go::blockForever));
      program(harness);
      harness.waitUntil(
          "it has been blocked for a while",
          () ->
              Goroutines.blockedLongerThan(Duration.ofMillis(200)).stream()
                  .anyMatch(blocked -> blocked.id() == stuck.id()));
      recording.stop();
    }
    harness.waitUntil("the kernel knows of its end", () -> !Watch.isOn());
    List<RecordedEvent> events = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().startsWith("dev.csp.")) {
        assertThat(event.getEventType().getCategoryNames()).containsExactly("CSP");
        events.add(event);
      }
    }
    return events;
  }

  private static List<String> texts(List<RecordedEvent> events, String name, String... fields) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.csp." + name))
        .map(event -> {
          List<String> values = new ArrayList<>();
          for (String field : fields) {
            values.add(String.valueOf(event.<Object>getValue(field)));
          }
          return String.join(" | ", values);
        })
        .toList();
  }

  @Test
  void aRecordingHasAnEventForEachThingThatHappens(Harness harness, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("all.jfr");
    List<RecordedEvent> events = record(file, recording -> {}, harness);
    assertThat(texts(events, "GoroutineStart", "name"))
        .containsExactlyInAnyOrder("stuck", "receiver", "selecting", "impatient", "interrupted");
    assertThat(texts(events, "GoroutineStart", "startedAt"))
        .allMatch(at -> at.matches(".*WatchTest\\.java:\\d+\\) in thread .*"));
    assertThat(texts(events, "GoroutineEnd", "name", "failure"))
        .contains(
            "receiver | null",
            "selecting | null",
            "impatient | null",
            "interrupted | java.lang.InterruptedException");
    assertThat(texts(events, "Blocked", "name", "reason", "channels", "outcome"))
        .contains(
            "receiver | chan receive | orders (unbuffered) | done",
            "impatient | chan receive | orders (unbuffered) | timed out",
            "interrupted | chan send | bills (unbuffered) | interrupted");
    assertThat(texts(events, "SelectWait", "name", "reason", "channels", "outcome"))
        .containsExactly("selecting | select | orders (unbuffered), bills (unbuffered) | done");
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.csp.Blocked"))
        .allSatisfy(event -> assertThat(event.getStackTrace()).isNotNull());
    assertThat(texts(events, "ChannelClose", "channel", "cause"))
        .containsExactlyInAnyOrder(
            "newest (sliding) | null",
            "bills (unbuffered) | java.io.IOException",
            "orders (unbuffered) | null"); // each once, though some were closed twice
    assertThat(texts(events, "Undelivered", "channel", "count"))
        .containsExactly("newest (sliding) | 1", "newest (sliding) | 1");
    assertThat(texts(events, "StillBlocked", "name", "operation"))
        .contains("stuck | select (no cases)");

    String summary = RecordingSummary.of(file).toString();
    assertThat(summary)
        .startsWith("all.jfr, ")
        .contains(
            "5 goroutines started, ", "\nBusiest channels, by the time that was waited for them\n")
        .containsPattern(
            "  orders \\(unbuffered\\): [3-9] waits, .* in all, the longest .*, closed\n")
        .containsPattern("  bills \\(unbuffered\\): [2-9] waits, .*, closed\n")
        .contains("  newest (sliding): 0 waits, closed, 2 undelivered\n")
        .containsPattern("goroutine \\d+ \\[interrupted]: chan send on bills .*, interrupted\\R")
        .containsPattern(
            "Never ran again before the recording ended\\R  .*, goroutine \\d+ \\[stuck]")
        .containsPattern(
            "\\[stuck]: select \\(no cases\\)\\R    created by .*\\(WatchTest.java:\\d+\\)")
        .endsWith("\nBlocked for ever, and reclaimed\n  none\n");
  }

  @Test
  void aRecordingHasOnlyWhatItsSettingsAskFor(Harness harness, @TempDir Path folder)
      throws Exception {
    List<RecordedEvent> events =
        record(
            folder.resolve("few.jfr"),
            recording -> {
              recording.disable("dev.csp.GoroutineStart");
              recording.disable("dev.csp.GoroutineEnd");
              recording.disable("dev.csp.SelectWait");
              recording.disable("dev.csp.ChannelClose");
              recording.disable("dev.csp.Undelivered");
              recording.disable("dev.csp.StillBlocked");
              recording.enable("dev.csp.Blocked").withThreshold(Duration.ofHours(1));
            },
            harness);
    assertThat(events).isEmpty();
  }

  @Test
  void nobodyIsToldWhileNobodyAsks() {
    assertThat(Watch.isOn()).isFalse();
    SelectClaim claim = new SelectClaim();
    Watch.begin(claim, new Sleeper.Guest(Thread.currentThread()));
    assertThat(claim.watch).isNull();
  }

  /** Notes what it is told, for one test at a time. */
  private static class Notes implements GoroutineListener {
    final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

    @Override
    public void started(long id, String name) {
      told.add("started " + name);
    }

    @Override
    public void ended(long id, String name) {
      told.add("ended " + name);
    }

    @Override
    public void waited(String reason, List<String> channels, long nanos) {
      assertThat(nanos).isPositive();
      told.add("waited " + reason + " " + channels);
    }

    @Override
    public void closed(String channel) {
      told.add("closed " + channel);
    }

    @Override
    public void undelivered(String channel, int count) {
      told.add("undelivered " + count + " of " + channel);
    }
  }

  private static void listening(GoroutineListener listener, Task body) throws Exception {
    Goroutines.addListener(listener);
    try {
      assertThat(Watch.isOn()).isTrue();
      body.run();
    } finally {
      Goroutines.removeListener(listener);
    }
    assertThat(Watch.isOn()).isFalse();
  }

  private interface Task {
    void run() throws Exception;
  }

  @Test
  void aListenerIsToldEachThingThatHappens(Harness harness) throws Exception {
    Notes notes = new Notes();
    listening(notes, () -> program(harness));
    assertThat(notes.told)
        .contains(
            "started receiver",
            "ended receiver",
            "waited chan receive [orders (unbuffered)]",
            "waited select [orders (unbuffered), bills (unbuffered)]",
            "waited chan send [bills (unbuffered)]",
            "ended interrupted");
    assertThat(notes.told.stream().filter(told -> told.startsWith("closed ")))
        .containsExactlyInAnyOrder(
            "closed newest (sliding)", "closed bills (unbuffered)", "closed orders (unbuffered)");
    assertThat(notes.told.stream().filter(told -> told.startsWith("undelivered ")))
        .containsExactly("undelivered 1 of newest (sliding)", "undelivered 1 of newest (sliding)");
    int told = notes.told.size();
    program(harness);
    assertThat(notes.told).hasSize(told);
  }

  @Test
  void aListenerThatFailsDisturbsNothing(Harness harness) throws Exception {
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    IllegalStateException failure = new IllegalStateException("a listener's");
    Go.onUncaught((goroutine, thrown) -> uncaught.set(thrown));
    try {
      listening(
          new GoroutineListener() {
            @Override
            public void waited(String reason, List<String> channels, long nanos) {
              throw failure;
            }
          },
          () -> {
            Channel<Integer> channel = Channel.unbuffered();
            Harness.Child<Integer> child = harness.call(channel::receive).awaitParked();
            channel.send(7);
            assertThat(child.get()).isEqualTo(7);
          });
    } finally {
      Go.onUncaught(null);
    }
    assertThat(uncaught).hasValue(failure);
  }

  /** The outcome of the wait stands in the waiter that plain operations use. */
  @Test
  void aListenerMayUseChannelsInTheMiddleOfAWait(Harness harness) throws Exception {
    Channel<Integer> side = Channel.unbuffered("side");
    ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
    listening(
        new GoroutineListener() {
          @Override
          public void waited(String reason, List<String> channels, long nanos) {
            if (channels.contains("main (unbuffered)")
                && Thread.currentThread().getName().equals("main receiver")) {
              try {
                seen.add(side.receive());
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          }
        },
        () -> {
          Channel<Integer> channel = Channel.unbuffered("main");
          Goroutine receiver =
              Go.go(
                  "main receiver",
                  () -> {
                    seen.add(channel.receive());
                    seen.add(channel.receive());
                  });
          harness.waitUntilParked(receiver.thread());
          channel.send(1);
          side.send(-1);
          harness.waitUntilParked(receiver.thread());
          channel.send(2);
          side.send(-2);
          receiver.join();
        });
    assertThat(seen).containsExactly(-1, 1, -2, 2);
  }

  @Test
  void aNoteSaysWhatADumpSaysAndHoldsNothing() {
    Channel<Integer> orders = Channel.buffered("orders", 3);
    SelectClaim claim = new SelectClaim();
    CaseWaiter[] cases = new CaseWaiter[20];
    for (int i = 0; i < 10; i++) {
      cases[i] = new CaseWaiter(claim, Port.of((SendChannel<?>) orders), true);
    }
    claim.setSubject(cases);
    Note note = Note.of(claim, 5);
    assertThat(note)
        .hasToString(
            "select on "
                + "send channel orders (buffered), ".repeat(8).replaceAll(", $", "")
                + ", and 2 more");
    assertThat(note.channels()).hasSize(8).containsOnly("orders (buffered)");
    assertThat(note.since()).isEqualTo(5);
    Map<Channel<Integer>, String> kinds =
        Map.ofEntries(
            entry(Channel.unbuffered("a"), "a (unbuffered)"),
            entry(Channel.unlimited("b"), "b (unlimited)"),
            entry(Channel.sliding("c", 2), "c (sliding)"),
            entry(Channel.dropping("d", 2), "d (dropping)"));
    kinds.forEach((channel, text) ->
        assertThat(Note.Label.of(Port.of((SendChannel<?>) channel), true).text()).isEqualTo(text));
  }
}
