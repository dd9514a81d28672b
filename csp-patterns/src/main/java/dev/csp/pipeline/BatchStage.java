package dev.csp.pipeline;

import dev.csp.channels.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/*
 * Lists of values, by size and by time.
 *
 * The timer runs while the batch has a value and is not full: it is set by the first value and stopped when the batch is sent. A
 * timer that was stopped or set anew has no value of the old setting to give (Go 1.23), and its channel is no case of the select
 * while the batch is empty; so no batch is ever cut short by the time of the one before.
 *
 * A value is in the batch until the batch is sent, and a send that fails gives up the whole batch. What is in the batch when
 * the stage ends otherwise is given up value by value: there never was a batch.
 */
/** Lists of values, in order. */
final class BatchStage<T> {
  private final int size;
  private final StageOutput<List<T>> out;
  private List<T> batch = new ArrayList<>();

  private BatchStage(int size, StageOutput<List<T>> out) {
    this.size = size;
    this.out = out;
  }

  static <T> void bySize(int size, StageInput<T> in, StageOutput<List<T>> out) throws Exception {
    BatchStage<T> stage = new BatchStage<>(size, out);
    try {
      for (T value = in.next(); value != null; value = in.next()) {
        stage.add(value);
      }
      stage.flush();
    } finally {
      stage.giveUp();
    }
  }

  static <T> void bySizeAndTime(int size, Duration time, StageInput<T> in, StageOutput<List<T>> out)
      throws Exception {
    BatchStage<T> stage = new BatchStage<>(size, out);
    try {
      stage.run(time, new TimedInput<>(in, out.context()));
    } finally {
      stage.giveUp();
    }
  }

  private void run(Duration time, TimedInput<T> in) throws Exception {
    Timer timer = Timer.start(time);
    timer.stop();
    boolean ended = false;
    while (!ended) {
      switch (in.next(batch.isEmpty() ? null : timer.channel())) {
        case TimedInput.Event.Value<T>(T value) -> {
          if (batch.isEmpty()) {
            timer.reset(time);
          }
          add(value);
        }
        case TimedInput.Event.Due<T>() -> flush();
        case TimedInput.Event.End<T>() -> ended = true;
      }
      if (batch.isEmpty()) {
        timer.stop();
      }
    }
    flush();
  }

  private void add(T value) throws Exception {
    batch.add(value);
    if (batch.size() == size) {
      flush();
    }
  }

  private void flush() throws Exception {
    if (!batch.isEmpty()) {
      List<T> full = Collections.unmodifiableList(batch);
      batch = new ArrayList<>();
      out.send(full);
    }
  }

  private void giveUp() {
    batch.forEach(out::undelivered);
  }
}
