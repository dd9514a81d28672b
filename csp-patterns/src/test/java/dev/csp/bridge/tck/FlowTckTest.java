package dev.csp.bridge.tck;

import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.go.Go;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The Reactive Streams TCK, each suite as one test. */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
final class FlowTckTest {
  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    until("the goroutines have ended", () -> Go.count() == before);
  }

  /** What a publisher with one subscriber at a time leaves out: rules for several at once. */
  private static final Set<String> SEVERAL_SUBSCRIBERS =
      Set.of(
          "optional_spec111_maySupportMultiSubscribe",
          "optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals",
          "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront",
          "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfrontAndCompleteAsExpected",
          "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne");

  @Test
  void aPublisherOverAChannelKeepsTheRules() {
    TckSuite.run(OverAChannelTck.class).assertAllPassedBut(SEVERAL_SUBSCRIBERS, 26);
  }

  @Test
  void aPublisherPerSubscriberKeepsTheRules() {
    TckSuite.run(PerSubscriberTck.class).assertAllPassedBut(Set.of(), 31);
  }

  @Test
  void aSubscriberSeenFromOutsideKeepsTheRules() {
    TckSuite.run(BlackboxSubscriberTck.class).assertAllPassedBut(Set.of(), 11);
  }

  @Test
  void aSubscriberAndItsChannelKeepTheRules() {
    TckSuite.run(WhiteboxSubscriberTck.class).assertAllPassedBut(Set.of(), 14);
  }

  /** The runner must not lose what it is for: a subscriber that does nothing breaks five rules. */
  @Test
  void aSubscriberThatBreaksTheRulesIsFound() {
    TckSuite found = TckSuite.run(BrokenSubscriberTck.class);
    assertThatThrownBy(() -> found.assertAllPassedBut(Set.of(), 11))
        .hasMessageContaining("required_spec201_blackbox_mustSignalDemandViaSubscriptionRequest")
        .hasMessageContaining(
            "required_spec213_blackbox_onNext_mustThrowNullPointerExceptionWhenParametersAreNull");
  }
}
