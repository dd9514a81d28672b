package dev.csp.testkit.kernels;

import dev.csp.testkit.simulation.DeadlockReport;
import dev.csp.testkit.simulation.SimulationFailure;

/*
 * Bugs of the kinds that GoKer has: the kernels, each a page of Go, of bugs that were found in servers written in Go (Yuan et al., GoBench: A Benchmark Suite of
 * Real-World Go Concurrency Bugs, CGO 2021). The kinds are theirs. Each program here is written anew, for the toolkit; the name that
 * is given for some is that of the kernel, and of the pull request, which has the same mistake. "Tu et al." is Understanding
 * Real-World Concurrency Bugs in Go, ASPLOS 2019.
 */

/** Programs with a bug of a kind that is known from programs in Go. */
@SuppressWarnings("ImmutableEnumChecker") // a method reference has no state
enum KnownBug {
  LATE_RESULT(
      "the result comes after the time-out, and nobody receives it",
      "blocking: channel",
      "kubernetes#5316",
      Found.LEAK,
      ChannelKernels::lateResult),
  QUESTION_AFTER_THE_END(
      "a question to a loop that has been stopped",
      "blocking: channel",
      "etcd#6857",
      Found.LEAK,
      ChannelKernels::questionAfterTheEnd),
  CIRCLE_OF_LOOPS(
      "two loops, each of which sends to the other",
      "blocking: channel",
      "cockroach#2448",
      Found.DEADLOCK,
      ChannelKernels::circleOfLoops),
  LOST_SIGNAL(
      "a signal between the look and the wait",
      "blocking: condition variable",
      "",
      Found.DEADLOCK,
      ChannelKernels::lostSignal),
  LEAVES_WITH_THE_LOCK(
      "a loop is left with the lock held",
      "blocking: double locking",
      "cockroach#584",
      Found.DEADLOCK,
      LockKernels::leavesWithTheLock),
  OPPOSITE_ORDERS(
      "two locks in opposite orders",
      "blocking: AB-BA",
      "cockroach#10214",
      Found.DEADLOCK,
      LockKernels::oppositeOrders),
  READERS_WITH_A_WRITER_BETWEEN(
      "a reader waits for a later reader, and a writer stands between them",
      "blocking: read-write-read",
      "kubernetes#58107",
      Found.DEADLOCK,
      LockKernels::readersWithAWriterBetween),
  STOPS_A_MONITOR(
      "a word to a monitor that wants the lock of the one that sends it",
      "blocking: channel and lock",
      "moby#28462",
      Found.DEADLOCK,
      MixedKernels::stopsAMonitor),
  WAITS_WITH_THE_LOCK(
      "waiting for the end of a loop that wants the lock",
      "blocking: channel and lock",
      "etcd#6873",
      Found.DEADLOCK,
      MixedKernels::waitsWithTheLock),
  SENDS_WITH_THE_LOCK(
      "a send with the lock held, to one that wants the lock",
      "blocking: channel and lock",
      "grpc#1353",
      Found.DEADLOCK,
      MixedKernels::sendsWithTheLock),
  WAITS_FOR_WORKERS(
      "waiting for workers with the lock that they need to end",
      "blocking: wait group and lock",
      "cockroach#1055",
      Found.DEADLOCK,
      MixedKernels::waitsForWorkers),
  WAITS_IN_THE_LOOP(
      "a wait for all in the loop that starts them",
      "blocking: wait group",
      "moby#25384",
      Found.DEADLOCK,
      MixedKernels::waitsInTheLoop),
  CONTEXT_WITHOUT_END(
      "a context that nobody ends on the good way",
      "blocking: channel and context",
      "cockroach#13197",
      Found.LEAK,
      MixedKernels::contextWithoutEnd),
  SEND_AFTER_THE_CLOSE(
      "a close between the question and the send",
      "not blocking: channel",
      "grpc#1687",
      Found.EXCEPTION,
      ChannelKernels::sendAfterTheClose),
  CLOSED_TWICE(
      "two see that it is open, and both close it",
      "not blocking: channel",
      "Tu et al.",
      Found.ASSERTION,
      ChannelKernels::closedTwice),
  WORK_AFTER_THE_STOP(
      "a select takes the tick, although the stop is ready, too",
      "not blocking: select",
      "Tu et al.",
      Found.ASSERTION,
      ChannelKernels::workAfterTheStop),
  DONE_TOO_OFTEN(
      "one deletion, told twice, is counted twice",
      "not blocking: wait group",
      "kubernetes#13058",
      Found.EXCEPTION,
      MixedKernels::doneTooOften),
  USED_BEFORE_IT_IS_SET(
      "a goroutine uses a field before its starter has set it",
      "not blocking: order",
      "grpc#2371",
      Found.EXCEPTION,
      OrderKernels::usedBeforeItIsSet),
  READ_BEFORE_THE_END(
      "what a goroutine writes is read before it has ended",
      "not blocking: order",
      "moby#18412",
      Found.ASSERTION,
      OrderKernels::readBeforeTheEnd),
  LOST_UPDATE(
      "two read, and both write what they have made of it",
      "not blocking: data race",
      "",
      Found.ASSERTION,
      OrderKernels::lostUpdate),
  SHARED_VARIABLE(
      "what should be each worker's own is declared outside",
      "not blocking: captured variable",
      "kubernetes#70892",
      Found.ASSERTION,
      OrderKernels::sharedVariable);

  /** How a simulation shows it. */
  enum Found {
    /** All wait, main too. */
    DEADLOCK("deadlock"),
    /** Main has returned; somebody waits for ever. */
    LEAK("partial deadlock"),
    /** A goroutine throws, where Go panics. */
    EXCEPTION("exception"),
    /** Nothing but an assertion of the test shows it. */
    ASSERTION("assertion");

    private final String word;

    Found(String word) {
      this.word = word;
    }

    static Found in(SimulationFailure failure) {
      if (failure.deadlock().isPresent()) {
        return failure.deadlock().map(DeadlockReport::headline).orElseThrow().startsWith("all ")
            ? DEADLOCK
            : LEAK;
      }
      return failure.getCause() instanceof AssertionError ? ASSERTION : EXCEPTION;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** The program. */
  interface Program {
    void run(boolean mended) throws Exception;
  }

  private final String mistake;
  private final String kind;
  private final String like;
  private final Found found;
  private final Program program;

  KnownBug(String mistake, String kind, String like, Found found, Program program) {
    this.mistake = mistake;
    this.kind = kind;
    this.like = like;
    this.found = found;
    this.program = program;
  }

  /** What is wrong, in a few words. */
  String mistake() {
    return mistake;
  }

  /** The kind, in the words of GoBench. */
  String kind() {
    return kind;
  }

  /** Where the same mistake has been made, or nothing. */
  String like() {
    return like;
  }

  Found found() {
    return found;
  }

  void run() throws Exception {
    program.run(false);
  }

  void runMended() throws Exception {
    program.run(true);
  }
}
