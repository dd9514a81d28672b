package dev.csp.testkit.simulation;

/** What all {@linkplain Picture pictures} have in common. */
final class PictureStyle {
  static final String CSS =
      """
      :root { --back: #ffffff; --text: #1f2328; --faint: #6e7781; --rule: #d8dee4; --life: #afb8c1;
        --wait: #f5c97a; --stuck: #e5534b; --value: #0969da; --timer: #8250df; --dot: #1f2328;
        --choice: #bf3989; --pass: #1a7f37; }
      @media (prefers-color-scheme: dark) {
        :root { --back: #0d1117; --text: #e6edf3; --faint: #8b949e; --rule: #21262d;
          --life: #484f58; --wait: #9e6a03; --stuck: #f85149; --value: #58a6ff; --timer: #bc8cff;
          --dot: #e6edf3; --choice: #f778ba; --pass: #3fb950; }
      }
      body { background: var(--back); color: var(--text); margin: 24px;
        font: 14px/1.5 system-ui, sans-serif; }
      h1 { font-size: 20px; margin: 0 0 4px; white-space: pre-wrap; }
      h1.failed { color: var(--stuck); }
      h1.passed { color: var(--pass); }
      p { margin: 2px 0; color: var(--faint); }
      code, text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
      code { overflow-wrap: anywhere; }
      .sheet { margin: 16px 0; }
      svg { display: block; }
      svg.head { position: sticky; top: 0; background: var(--back);
        border-bottom: 1px solid var(--rule); }
      text { fill: var(--text); white-space: pre; }
      text.name { font-weight: 600; }
      text.faint { fill: var(--faint); }
      text.number { text-anchor: end; }
      text.time { fill: var(--timer); }
      text.label { paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
      text.choice { fill: var(--faint); font-size: 10px; }
      text.taken { fill: var(--choice); }
      path.choice { fill: var(--back); stroke: var(--faint); }
      path.taken { fill: var(--choice); stroke: var(--choice); }
      .tick { stroke: var(--timer); stroke-dasharray: 1 4; opacity: .7; }
      .life { stroke: var(--life); stroke-width: 1.5; }
      .guide { stroke: var(--rule); stroke-dasharray: 1 3; }
      .wait { fill: var(--wait); opacity: .8; }
      .stuck { fill: var(--stuck); }
      .step { fill: var(--dot); stroke: var(--back); stroke-width: 1.5; }
      .step.last { fill: var(--stuck); }
      .value { stroke: var(--value); stroke-width: 2; }
      .buffered { stroke: var(--value); stroke-dasharray: 5 4; opacity: .8; }
      .timer { stroke: var(--timer); stroke-width: 1.5; }
      .wake, .start { stroke: var(--faint); stroke-width: 1.25; }
      .start { stroke-dasharray: 3 3; }
      #value path { fill: var(--value); }
      #timed path { fill: var(--timer); }
      #plain path { fill: var(--faint); }
      .legend span { margin-right: 22px; white-space: nowrap; }
      .legend svg { display: inline-block; vertical-align: middle; margin-right: 6px; }
      """;

  static final String MARKERS =
      "<defs>" + marker("value") + marker("timed") + marker("plain") + "</defs>\n";

  static final String LEGEND =
      "<p class=\"legend\">\n"
          + entry("<line class=\"value\" x1=\"0\" y1=\"6\" x2=\"20\" y2=\"6\"/>", "a value")
          + entry(
              "<line class=\"buffered\" x1=\"0\" y1=\"6\" x2=\"24\" y2=\"6\"/>",
              "a value, through a buffer")
          + entry("<line class=\"timer\" x1=\"0\" y1=\"6\" x2=\"24\" y2=\"6\"/>", "a timer")
          + entry("<line class=\"wake\" x1=\"0\" y1=\"6\" x2=\"24\" y2=\"6\"/>", "a wake")
          + entry("<line class=\"start\" x1=\"0\" y1=\"6\" x2=\"24\" y2=\"6\"/>", "a start")
          + entry(
              "<rect class=\"wait\" x=\"0\" y=\"2\" width=\"24\" height=\"8\" rx=\"4\"/>", "waits")
          + entry(
              "<rect class=\"stuck\" x=\"0\" y=\"2\" width=\"24\" height=\"8\" rx=\"4\"/>",
              "waits at the end")
          + entry("<path class=\"choice\" d=\"M8 1l5 5l-5 5l-5-5z\"/>", "a decision, left alone")
          + entry(
              "<path class=\"choice taken\" d=\"M8 1l5 5l-5 5l-5-5z\"/>",
              "a decision that interferes")
          + "</p>\n";

  private PictureStyle() {}

  private static String marker(String id) {
    return "<marker id=\""
        + id
        + "\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\""
        + " markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker>";
  }

  private static String entry(String shape, String words) {
    return "<span><svg width=\"24\" height=\"12\">" + shape + "</svg>" + words + "</span>\n";
  }
}
