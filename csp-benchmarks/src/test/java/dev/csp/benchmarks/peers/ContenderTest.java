package dev.csp.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everybody does, in small, whatever it says that it is able to do. */
final class ContenderTest {
  private static final int[] CAPACITIES = {1, 16};

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GO")
  @Timeout(120)
  void everyoneDoesWhatItIsAbleTo(Contender contender) throws Exception {
    Peer peer = contender.peer();
    if (isAble(contender, Ability.RENDEZVOUS)) {
      peer.pair(100, 0);
      peer.pingPong(100);
      peer.crowd(10, 10, 0);
      Chain chain = peer.chain(10);
      chain.pass(100);
      chain.pass(1);
      chain.end();
      assertThat(peer.sieve(29)).isEqualTo(10);
    }
    if (isAble(contender, Ability.BUFFER)) {
      for (int capacity : CAPACITIES) {
        peer.pair(100, capacity);
        peer.crowd(10, 10, capacity);
        assertThat(peer.fan(3, 100, capacity)).isEqualTo(Jobs.expected(100));
      }
    }
    if (isAble(contender, Ability.SELECT)) {
      for (int capacity : new int[] {0, 16}) {
        peer.selectReceive(2, 100, capacity);
        peer.selectReceive(5, 100, capacity);
      }
    }
    if (isAble(contender, Ability.SELECT_SEND)) {
      peer.selectWithDoneAndTimer(100, 0);
      peer.selectWithDoneAndTimer(100, 16);
      peer.selectBothWays(4, 100);
    }
    if (isAble(contender, Ability.SELECT_SHARED)) {
      peer.selectPopular(10, 10);
    }
    for (int capacity : capacities(contender)) {
      if (isAble(contender, Ability.TRY_SEND)) {
        peer.trySend(10, capacity);
      }
      if (isAble(contender, Ability.TRY_RECEIVE)) {
        peer.tryReceive(10, capacity);
      }
      if (isAble(contender, Ability.MAKE)) {
        var channels = new Object[10];
        peer.makeChannels(channels, capacity);
        assertThat(channels).doesNotContainNull().doesNotHaveDuplicates();
      }
    }
    if (isAble(contender, Ability.START)) {
      peer.startAndJoin(10);
    }
    if (isAble(contender, Ability.CONTEXT)) {
      peer.deriveAndCancel(10);
      peer.deriveWithTimeoutAndCancel(10);
    }
    if (isAble(contender, Ability.SELECT_WIDE)) {
      peer.selectWide(8, 100);
    }
    if (isAble(contender, Ability.PARK)) {
      peer.park(10).end();
    }
    if (isAble(contender, Ability.SWITCH)) {
      peer.switches(100);
    }
  }

  /** Else the table says of somebody who could take part that it cannot. */
  @Test
  void whoIsNotAbleSaysSo() {
    assertThatThrownBy(() -> Contender.SYNCHRONOUS_QUEUE.peer().selectReceive(2, 1, 0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Contender.JCSP.peer().selectBothWays(1, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Contender.JCSP.peer().trySend(1, 0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Contender.VIRTUAL_THREAD.peer().pair(1, 0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Contender.JOX.peer().deriveAndCancel(1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(Contender.GO::peer).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everyAbilityIsSomebodys() {
    assertThat(Ability.values())
        .allSatisfy(ability ->
            assertThat(Contender.values())
                .anyMatch(contender -> contender.isAble(Set.of(ability))));
  }

  private static boolean isAble(Contender contender, Ability ability) {
    return contender.isAble(List.of(ability));
  }

  private static int[] capacities(Contender contender) {
    int[] buffers = isAble(contender, Ability.BUFFER) ? CAPACITIES : new int[0];
    if (!isAble(contender, Ability.RENDEZVOUS)) {
      return buffers;
    }
    int[] all = Arrays.copyOf(buffers, buffers.length + 1);
    all[buffers.length] = 0;
    return all;
  }
}
