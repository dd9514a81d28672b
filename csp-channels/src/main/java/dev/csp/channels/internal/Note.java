package dev.csp.channels.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody waits for, noted in such a way that the note holds neither thread nor channel nor
 * value: who keeps it keeps nobody from being garbage. The text is made on demand.
 */
final class Note {
  private static final int MOST_CASES = 8;

  /**
   * One channel of a wait.
   *
   * @param type its class
   * @param name its name, or null
   * @param id its id
   * @param sends whether the wait is for sending
   */
  record Label(Class<?> type, @Nullable String name, long id, boolean sends) {
    static Label of(Port port, boolean sends) {
      return new Label(port.getClass(), port.isNamed() ? port.nameOrId() : null, port.id(), sends);
    }

    private String kind() {
      return switch (type.getSimpleName()) {
        case "RendezvousChannel" -> "unbuffered";
        case "BufferedChannel" -> "buffered";
        case "UnlimitedChannel" -> "unlimited";
        case "SlidingChannel" -> "sliding";
        case "DroppingChannel" -> "dropping";
        case "SemaphorePort" -> "semaphore";
        case "TimerChannel" -> "timer";
        default -> "signal";
      };
    }

    /** "orders (buffered)": no fill, so that it is the same whenever it is noted. */
    String text() {
      return (name == null ? "#" + id : name) + " (" + kind() + ")";
    }

    /** As part of a sentence. */
    private String described() {
      if (type == SemaphorePort.class) {
        return "semaphore " + (name == null ? "#" + id : name);
      }
      if (type == Signal.class && name != null) {
        return name;
      }
      return "channel " + text();
    }
  }

  private final WaitReason reason;
  private final Label[] labels;
  private final int more;
  private final long since;

  private Note(WaitReason reason, Label[] labels, int more, long since) {
    this.reason = reason;
    this.labels = labels;
    this.more = more;
    this.since = since;
  }

  private static final Label[] NONE = {};

  /**
   * Notes a wait that begins; by its owner.
   *
   * @param claim what it waits for
   * @param now the time
   * @return the note
   */
  static Note of(Claim claim, long now) {
    return switch (claim.subject()) {
      case Port port ->
          new Note(
              claim.reason(),
              new Label[] {Label.of(port, claim instanceof Waiter w && w.isSender())},
              0,
              now);
      case CaseWaiter[] cases -> {
        List<Label> labels = new ArrayList<>(Math.min(cases.length, MOST_CASES));
        int more = 0;
        for (CaseWaiter waiter : cases) {
          if (waiter == null) { // a selector's array is longer than its cases are many
            continue;
          }
          if (labels.size() < MOST_CASES) {
            labels.add(Label.of(waiter.port(), waiter.isSender()));
          } else {
            more++;
          }
        }
        yield new Note(claim.reason(), labels.toArray(NONE), more, now);
      }
      case null, default -> new Note(claim.reason(), NONE, 0, now);
    };
  }

  WaitReason reason() {
    return reason;
  }

  /** When the wait began, to a tick of the coarse clock. */
  long since() {
    return since;
  }

  boolean isSelect() {
    return reason == WaitReason.SELECT;
  }

  /** The channels, "orders (buffered)"; empty if it waits for none. */
  List<String> channels() {
    List<String> channels = new ArrayList<>(labels.length);
    for (Label label : labels) {
      if (label.type() != Signal.class || label.name() != null) {
        channels.add(label.text());
      }
    }
    return channels;
  }

  /** "chan receive on channel orders (buffered)"; the reason alone if that says all. */
  @Override
  public String toString() {
    if (isSelect()) {
      var text = new StringBuilder(reason.toString());
      for (int i = 0; i < labels.length; i++) {
        text.append(i == 0 ? " on " : ", ")
            .append(labels[i].sends() ? "send " : "receive ")
            .append(labels[i].described());
      }
      return more == 0 ? text.toString() : text + ", and " + more + " more";
    }
    if (labels.length == 0 || (labels[0].type() == Signal.class && labels[0].name() == null)) {
      return reason.toString();
    }
    return reason + " on " + labels[0].described();
  }
}
