package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Memory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UnlimitedChannelTest extends ChannelContract {
  @Override
  <T> Channel<T> open() {
    return Channel.unlimited();
  }

  @Override
  <T> Channel<T> open(String name) {
    return Channel.unlimited(name);
  }

  @Override
  int capacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  String kind() {
    return "unlimited, ";
  }

  @Test
  void sendsNeverWait() throws Exception {
    Channel<Integer> channel = open();
    int count = 300_000;
    for (int i = 0; i < count; i++) {
      switch (i % 3) {
        case 0 -> channel.send(i);
        case 1 -> assertThat(channel.send(i, Duration.ZERO)).isTrue();
        default -> assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
      }
    }
    assertThat(channel.length()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.dropped()).isZero();
  }

  @Test
  void drainedChannelGivesItsMemoryBack() throws Exception {
    Channel<Object> channel = open();
    long before = Memory.used();
    for (int i = 0; i < 1_000_000; i++) {
      channel.send(channel);
    }
    for (int i = 0; i < 1_000_000; i++) {
      channel.receive();
    }
    assertThat(Memory.used() - before).isLessThan(500_000);
    assertThat(channel.length()).isZero();
  }
}
