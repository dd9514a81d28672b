package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Guard.class)
final class OwnerTest {
  @Test
  void tagsWhatABoundThreadStartsAndNothingElse() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    Goroutine before = Go.go(gate::receiveOrClosed);
    Owner owner = Owner.open(null);
    Owner bound = owner.bind();
    Goroutine inside = Go.go("inside", gate::receiveOrClosed);
    Owner.rebind(bound);
    Goroutine after = Go.go(gate::receiveOrClosed);
    Owner.Look look = owner.look();
    assertThat(look.complete()).isTrue();
    assertThat(look.count()).isEqualTo(1);
    assertThat(look.alive()).extracting(Owner.Owned::goroutine).containsExactly(inside);
    gate.close();
    before.join();
    inside.join();
    after.join();
    assertThat(owner.look().count()).isZero();
    assertThat(owner.look().complete()).isTrue();
    owner.close();
    assertThat(Owner.ofCaller()).isNull();
  }

  @Test
  void aLookThatMissesSomebodyIsNotComplete() {
    Owner outer = Owner.open(null);
    Owner inner = Owner.open(outer);
    inner.goroutineStarts(); // and has not reached the registry yet
    for (Owner owner : new Owner[] {outer, inner}) {
      Owner.Look look = owner.look();
      assertThat(look.count()).isEqualTo(1);
      assertThat(look.alive()).isEmpty();
      assertThat(look.complete()).isFalse();
    }
    inner.goroutineEnds();
    assertThat(outer.look().complete()).isTrue();
    outer.close();
    inner.close();
  }

  @Test
  void nobodyIsTaggedWhileNoOwnerIsOpen() {
    Owner owner = Owner.open(null);
    Owner bound = owner.bind();
    assertThat(Owner.ofCaller()).isSameAs(owner);
    owner.close();
    assertThat(Owner.ofCaller()).isNull();
    Owner.rebind(bound);
  }
}
