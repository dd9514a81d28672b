package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReceivedTest {
  @Test
  void outcomesRejectNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Received.Value<>(null))
        .withMessage("value");
    assertThatNullPointerException()
        .isThrownBy(() -> new Received.Closed<>(null))
        .withMessage("cause");
  }

  @Test
  void outcomesAreValues() {
    var cause = new IOException();
    assertThat(new Received.Value<>("a")).isEqualTo(new Received.Value<>("a"));
    assertThat(new Received.Empty<>()).isEqualTo(new Received.Empty<>());
    assertThat(new Received.Closed<>(Optional.of(cause)))
        .isEqualTo(new Received.Closed<>(Optional.of(cause)))
        .isNotEqualTo(new Received.Closed<>(Optional.empty()));
  }

  @Test
  void exceptionOfAFailedSendCarriesTheVeryValue() {
    Object value = new Object();
    var cause = new IOException();
    var failure = new ChannelClosedException("send on closed channel", value, cause);
    assertThat(failure).isInstanceOf(IllegalStateException.class).hasCause(cause);
    assertThat(failure.value()).isSameAs(value);
    assertThat(new ChannelClosedException("receive", null, null).value()).isNull();
  }
}
