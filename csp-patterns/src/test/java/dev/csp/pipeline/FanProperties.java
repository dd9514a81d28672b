package dev.csp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Random inputs, branches and leavers. */
class FanProperties {
  /** A value that knows where it is from, of which only the number is compared. */
  private record Item(int number, int input, int place) {}

  @Property(tries = 200)
  void sortedMergeIsTheStableSortOfAllInputs(
      @ForAll @Size(max = 7) List<@Size(max = 12) List<@IntRange(max = 9) Integer>> numbers,
      @ForAll @IntRange(max = 2) int buffer)
      throws Exception {
    List<List<Item>> inputs = new ArrayList<>();
    for (List<Integer> ofOne : numbers) {
      List<Integer> sorted = ofOne.stream().sorted().toList();
      List<Item> input = new ArrayList<>();
      for (int place = 0; place < sorted.size(); place++) {
        input.add(new Item(sorted.get(place), inputs.size(), place));
      }
      inputs.add(input);
    }
    List<Item> expected = new ArrayList<>(inputs.stream().flatMap(List::stream).toList());
    expected.sort(Comparator.comparingInt(Item::number)); // stable
    assertThat(
            FanIn.mergeSorted(
                    Comparator.comparingInt(Item::number),
                    inputs.stream()
                        .map(input -> Pipeline.fromIterable(input).buffer(buffer))
                        .toList())
                .toList(Context.background()))
        .isEqualTo(expected);
  }

  /**
   * Consumers that take some values and then leave or stay, until the source has ended or the split
   * is closed: each value that was taken from the source, or each copy of it, was received or given
   * up.
   */
  @Property(tries = 150)
  void everyValueIsReceivedOrUndelivered(
      @ForAll FanOutTest.Way way,
      @ForAll @IntRange(min = 1, max = 4) int branches,
      @ForAll @IntRange(max = 3) int buffer,
      @ForAll boolean closes,
      @ForAll long seed)
      throws Exception {
    int values = 120;
    var random = new SplittableRandom(seed);
    Channel<Integer> source = Channel.unlimited();
    IntStream.range(0, values).forEach(source::trySend);
    source.close();
    List<Object> undelivered = Collections.synchronizedList(new ArrayList<>());
    List<Integer> received = Collections.synchronizedList(new ArrayList<>());
    Pipeline<Integer> hooked = Pipeline.from(source).onUndelivered(undelivered::add);
    try (Split<Integer> split =
        way.start(FanOut.of(hooked).buffer(buffer), Context.background(), branches)) {
      try (var crew = new Crew()) {
        for (Branch<Integer> branch : split.branches()) {
          int patience = random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(values);
          crew.go(() -> {
            try (branch) {
              int left = patience;
              for (Integer value : branch.channel()) {
                received.add(value);
                if (--left <= 0) {
                  break;
                }
              }
            } catch (dev.csp.channels.ChannelClosedException e) {
              assertThat(closes).isTrue();
            }
          });
        }
        if (closes) {
          int some = random.nextInt(values);
          Crew.until(
              "some values are out",
              () -> received.size() + undelivered.size() >= some || Go.count() == before);
          split.close();
        }
      }
    }
    List<Object> all = new ArrayList<>(received);
    all.addAll(undelivered);
    int taken = values - source.length();
    if (way == FanOutTest.Way.TEE) {
      // A branch that has left has no copies of later values.
      assertThat(all).allSatisfy(value -> assertThat((Integer) value).isLessThan(taken));
      for (int i = 0; i < taken; i++) {
        assertThat(Collections.frequency(all, i)).isBetween(1, branches);
      }
    } else {
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, taken).boxed().toList());
    }
  }

  private int before;

  @BeforeTry
  void countGoroutines() {
    before = Go.count();
  }

  @AfterTry
  void leaveNoGoroutine() {
    Crew.until("no goroutine is left", () -> Go.count() == before);
  }
}
