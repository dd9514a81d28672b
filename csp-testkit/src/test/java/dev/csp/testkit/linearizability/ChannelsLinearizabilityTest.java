package dev.csp.testkit.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.linearizability.Answer.Done;
import dev.csp.testkit.linearizability.Answer.Nothing;
import dev.csp.testkit.linearizability.Answer.Value;
import dev.csp.testkit.linearizability.Operation.Close;
import dev.csp.testkit.linearizability.Operation.Receive;
import dev.csp.testkit.linearizability.Operation.Send;
import dev.csp.testkit.properties.Schedules;
import dev.csp.testkit.properties.Scripts;
import dev.csp.testkit.simulation.Schedule;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Our own channels and selects do what the model says, and channels with a bug do not. */
final class ChannelsLinearizabilityTest {
  @Property(tries = 2000)
  void ourChannelsAreLinearizable(@ForAll Script script, @ForAll Schedule schedule) {
    Linearizability.assertLinearizable(script.model(), script.run(schedule));
  }

  /** Runs scripts on a subject with a bug until it shows; false if it does not. */
  private static boolean isFound(UnaryOperator<Subject> bug) {
    Arbitrary<Script> scripts = Scripts.scripts();
    Random random = new Random(6);
    var script = scripts.generator(1000);
    var schedule = Schedules.schedules().generator(1000);
    for (int i = 0; i < 3000; i++) {
      Script program = script.next(random).value();
      History<Operation, Answer> history =
          program.run(
              schedule.next(random).value(),
              () -> {
                Map<String, Channel<Object>> channels = new HashMap<>();
                program.channels().forEach((name, kind) -> channels.put(name, kind.make(name)));
                return bug.apply(Subject.of(channels));
              });
      if (Linearizability.order(program.model(), history).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Example
  void withoutABugNothingIsFound() {
    assertThat(isFound(subject -> subject)).isFalse();
  }

  @Example
  void aSendThatIsDoneTwiceIsFound() {
    assertThat(
            isFound(subject ->
                operation -> {
                  if (operation instanceof Send send) {
                    subject.perform(
                        new Send(send.channel(), send.value(), Operation.Patience.NONE));
                  }
                  return subject.perform(operation);
                }))
        .isTrue();
  }

  @Example
  void aReceiveThatGivesUpAndLosesItsValueIsFound() {
    assertThat(
            isFound(subject ->
                operation -> {
                  Answer answer = subject.perform(operation);
                  return operation instanceof Receive receive
                          && receive.patience() == Operation.Patience.BRIEFLY
                          && answer instanceof Value
                      ? new Nothing()
                      : answer;
                }))
        .isTrue();
  }

  @Example
  void aCloseThatDoesNotCloseIsFound() {
    assertThat(
            isFound(subject ->
                operation -> operation instanceof Close ? new Done() : subject.perform(operation)))
        .isTrue();
  }

  /** The send answers at once, and another goroutine does it. */
  @Example
  void aSendThatIsDoneLaterThanItAnswersIsFound() {
    assertThat(
            isFound(subject ->
                operation -> {
                  if (operation instanceof Send) {
                    Go.go(() -> {
                      Answer unused = subject.perform(operation);
                    });
                    return new Done();
                  }
                  return subject.perform(operation);
                }))
        .isTrue();
  }
}
