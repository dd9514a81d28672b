package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.go.Go;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The text of schedules, and what they refuse. */
final class ScheduleTest {
  @Property(tries = 200)
  void theTextOfAScheduleIsReadAsTheSameSchedule(
      @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> decisions) {
    Schedule schedule = Schedule.of(decisions.stream().mapToInt(Integer::intValue).toArray());
    Schedule read = Schedule.parse(schedule.toString());
    assertThat(read).isEqualTo(schedule).hasSameHashCodeAs(schedule);
    assertThat(read).hasToString(schedule.toString());
    for (int i = 0; i < decisions.size(); i++) {
      assertThat(i < read.size() ? read.get(i) : 0).isEqualTo(decisions.get(i));
    }
  }

  @Example
  void zerosAtTheEndAreLeftOut() {
    assertThat(Schedule.of(0, 1, 0, 0)).isEqualTo(Schedule.parse("0 1")).hasToString("0 1");
    assertThat(Schedule.of(0, 0)).isEqualTo(Schedule.of()).hasToString("");
    assertThat(Schedule.parse("0*9").size()).isZero();
    Run run = Simulation.replay(Schedule.of(), () -> Go.go(Go::yieldNow));
    assertThat(run.schedule()).isEqualTo(Schedule.of());
  }

  @Example
  void runsOfOneNumberAreShort() {
    assertThat(Schedule.of(0, 0, 0, 0, 1, 2, 2, 3, 3, 3)).hasToString("0*4 1 2 2 3*3");
    assertThat(Schedule.of()).hasToString("");
    assertThat(Schedule.parse("  0*4 1\n2 2 3*3 "))
        .isEqualTo(Schedule.of(0, 0, 0, 0, 1, 2, 2, 3, 3, 3));
  }

  @Example
  void aScheduleDoesNotChangeWithTheArrayItWasMadeOf() {
    int[] decisions = {1, 2};
    Schedule schedule = Schedule.of(decisions);
    decisions[0] = 7;
    assertThat(schedule.get(0)).isEqualTo(1);
    assertThat(schedule.size()).isEqualTo(2);
  }

  @Example
  void whatIsNoScheduleIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.of(0, -1))
        .withMessage("a decision must be >= 0, was -1");
    for (String word : new String[] {"x", "1*", "*3", "-1", "1,2", "99999999999"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Schedule.parse("0 " + word))
          .withMessage("a schedule has numbers like 2, or 0*17, but not " + word);
    }
    assertThatNullPointerException().isThrownBy(() -> Schedule.parse(null)).withMessage("text");
  }
}
