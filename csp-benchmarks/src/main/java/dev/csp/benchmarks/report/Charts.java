package dev.csp.benchmarks.report;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Family;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.CombinedRangeXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.w3c.dom.Document;

/*
 * A family as a picture: a row for each workload, a dot for each contender at its median, a line from its lowest to its highest; the
 * carriers side by side. The axis is logarithmic, since peers lie apart by a factor of a hundred; that is also why there are dots: the
 * length of a bar would mean nothing.
 *
 * JFreeChart draws and Batik writes: text stays text, and nothing in the file depends on the time or on the machine. (JFreeChart's own
 * writer of SVG is under the GPL.)
 */
final class Charts {
  private static final int WIDTH = 1200;
  private static final int HEIGHT_OF_ROW = 96;
  private static final int HEIGHT_OF_FRAME = 130;

  /** How much of a row its dots take. */
  private static final double SPREAD = 0.8;

  /** The part of a row that is left free below the last one, for the name of the floor. */
  private static final double FOOT = 0.35;

  /** The factor between the outermost values and the edges. */
  private static final double ROOM = 1.25;

  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  private static final Color BAND = new Color(0xF7, 0xF7, 0xF7);
  private static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
  private static final Shape DOT = new Ellipse2D.Double(-4, -4, 8, 8);

  private final Results results;

  Charts(Results results) {
    this.results = results;
  }

  /** Draws the workloads that were measured. */
  String svg(Family family, List<Workload> workloads) throws IOException {
    List<Workload> rows =
        workloads.stream()
            .filter(w -> Arrays.stream(Carriers.values()).anyMatch(c -> results.has(w, c)))
            .toList();
    var axis = new SymbolAxis(null, rows.stream().map(Workload::title).toArray(String[]::new));
    axis.setInverted(true);
    axis.setTickLabelFont(SMALL);
    axis.setGridBandsVisible(true);
    axis.setGridBandPaint(BAND);
    axis.setGridBandAlternatePaint(Color.WHITE);
    axis.setRange(-0.5, rows.size() - 0.5 + (family.switches() ? FOOT : 0));
    var plot = new CombinedRangeXYPlot(axis);
    plot.setGap(12);
    for (Carriers carriers : Carriers.values()) {
      if (rows.stream().anyMatch(row -> results.has(row, carriers))) {
        plot.add(panel(family, rows, carriers));
      }
    }
    plot.setFixedLegendItems(panelOfAll(rows).getLegendItems());
    var chart = new JFreeChart(family.title(), LARGE, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setItemFont(SMALL);
    return write(chart, HEIGHT_OF_FRAME + HEIGHT_OF_ROW * rows.size());
  }

  private XYPlot panel(Family family, List<Workload> rows, Carriers carriers) {
    XYPlot panel = plot(rows, carriers, contenders(rows));
    panel.getDomainAxis().setLabel("nanoseconds, " + Texts.carriers(carriers));
    Optional<Double> floor = family.switches() ? floor(carriers) : Optional.empty();
    panel.getDomainAxis().setRange(range(rows, carriers, floor));
    floor.ifPresent(nanos -> {
      var line = new ValueMarker(nanos, Color.GRAY, dashes());
      line.setLabel("park and unpark");
      line.setLabelFont(SMALL);
      line.setLabelBackgroundColor(new Color(0, 0, 0, 0));
      line.setLabelAnchor(RectangleAnchor.BOTTOM_RIGHT);
      line.setLabelTextAnchor(TextAnchor.BOTTOM_LEFT);
      panel.addDomainMarker(line);
    });
    return panel;
  }

  /** Only for the legend: with the points of all carriers. */
  private XYPlot panelOfAll(List<Workload> rows) {
    return plot(rows, Carriers.DEFAULT, contenders(rows));
  }

  private XYPlot plot(List<Workload> rows, Carriers carriers, List<Contender> contenders) {
    var points = new XYIntervalSeriesCollection();
    var renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setErrorStroke(new BasicStroke(1.5f));
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get(i);
      points.addSeries(series(rows, carriers, contender, offset(i, contenders.size())));
      renderer.setSeriesPaint(i, color(contender));
      renderer.setSeriesShape(i, DOT);
    }
    var axis = new LogAxis();
    // Powers of two are whole numbers, and close enough together.
    axis.setBase(2);
    axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    axis.setNumberFormatOverride(
        new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    axis.setLabelFont(SMALL);
    axis.setTickLabelFont(SMALL);
    var plot = new XYPlot(points, axis, null, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinesVisible(false);
    return plot;
  }

  /** All dots, their lines, and the floor, with some room on both sides. */
  private Range range(List<Workload> rows, Carriers carriers, Optional<Double> floor) {
    double lowest = floor.orElse(Double.MAX_VALUE);
    double highest = floor.orElse(Double.MIN_VALUE);
    for (Workload row : rows) {
      for (Contender contender : row.contenders()) {
        Optional<Summary> nanos = results.nanos(row, carriers, contender);
        lowest = Math.min(lowest, nanos.map(Summary::lowest).orElse(lowest));
        highest = Math.max(highest, nanos.map(Summary::highest).orElse(highest));
      }
    }
    return new Range(lowest / ROOM, highest * ROOM);
  }

  private XYIntervalSeries series(
      List<Workload> rows, Carriers carriers, Contender contender, double offset) {
    var series = new XYIntervalSeries(contender.title(), false, true);
    for (int row = 0; row < rows.size(); row++) {
      double y = row + offset;
      results
          .nanos(rows.get(row), carriers, contender)
          .ifPresent(nanos -> series.add(nanos.median(), nanos.lowest(), nanos.highest(), y, y, y));
    }
    return series;
  }

  private List<Contender> contenders(List<Workload> rows) {
    return Arrays.stream(Contender.values())
        .filter(contender ->
            rows.stream()
                .anyMatch(row ->
                    Arrays.stream(Carriers.values())
                        .anyMatch(c -> results.nanos(row, c, contender).isPresent())))
        .toList();
  }

  private Optional<Double> floor(Carriers carriers) {
    return Workloads.ALL.stream()
        .filter(workload -> workload.family() == Family.FLOOR)
        .flatMap(workload -> results.nanos(workload, carriers, Contender.VIRTUAL_THREAD).stream())
        .map(Summary::median)
        .findFirst();
  }

  private static double offset(int index, int count) {
    return count == 1 ? 0 : SPREAD * (index / (count - 1.0) - 0.5);
  }

  private static BasicStroke dashes() {
    return new BasicStroke(
        1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 4}, 0);
  }

  /** One colour for each, in all charts: the library is red, the JDK's queues are blue. */
  private static Color color(Contender contender) {
    return new Color(
        switch (contender) {
          case CHANNEL -> 0xD62728;
          case SELECTOR -> 0xFF7F7F;
          case SYNCHRONOUS_QUEUE -> 0x1F4E9C;
          case LINKED_TRANSFER_QUEUE -> 0x4A90D9;
          case ARRAY_BLOCKING_QUEUE -> 0x17A2B8;
          case LINKED_BLOCKING_QUEUE -> 0x8FB8DE;
          case JOX -> 0xFF9F1C;
          case KOTLIN -> 0x7B3FBF;
          case JCSP -> 0x8C6D46;
          case CORE_ASYNC -> 0x5DA130;
          case GO -> 0x00857C;
          case VIRTUAL_THREAD -> 0x7F7F7F;
        });
  }

  private static String write(JFreeChart chart, int height) throws IOException {
    var context = SVGGeneratorContext.createDefault(document());
    context.setComment("Drawn by bin/benchmark.");
    context.setPrecision(2);
    var graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    var text = new StringWriter();
    graphics.stream(text, true);
    return text.toString();
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every JDK can make a document", e);
    }
  }
}
