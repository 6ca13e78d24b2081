package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Curve;
import io.winnow.trainer.run.MetricEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The curves of what runs measured while they trained: a chart for each metric, and for a metric together with its validation. */
record CurvesPart(List<RunGroup> groups) {
    private static final String VALIDATION = "validation[/_]";

    private static final String MEMORY = "memory_gib";

    private static final String UTILISATION = "utilisation";

    /** Metrics that are shown first, in this order; those of the validation come after the loss. */
    private static final List<String> FIRST =
            List.of("loss", "learning_rate", "examples_per_second", UTILISATION, MEMORY, "data_wait");

    /** What the values of metrics are, whose names do not say it. */
    private static final Map<String, String> UNITS = Map.of(
            "data_wait",
            ", share of the time",
            "round_overhead",
            ", share of the time",
            UTILISATION,
            ", share of the speed of a matrix product",
            MEMORY,
            " in use, GiB");

    /** Number of charts that are open. The most important metrics of a target come first. */
    private static final int OPEN = 8;

    Part part() {
        List<Block.Chart> charts = new ArrayList<>();
        List<Block.Chart> once = new ArrayList<>();
        families().forEach((family, metrics) -> {
            Block.Chart chart = chart(family, metrics);
            // A table has no room for a note, such as that all values were NaN.
            (isLine(chart) || !chart.note().isEmpty() ? charts : once).add(chart);
        });
        List<Block> blocks = new ArrayList<>();
        if (charts.isEmpty() && once.isEmpty()) {
            blocks.add(new Block.Text("Nothing was measured yet."));
            return new Part("curves", "Curves", blocks);
        }
        if (groups.stream().anyMatch(group -> group.runs().size() > 1)) {
            blocks.add(new Block.Text(
                    "Runs that differ only in their seed are one line, their mean, with a band from the lowest to the"
                            + " highest run, at the steps that all of them measured."));
        }
        if (!charts.isEmpty()) {
            blocks.add(new Block.Charts(charts.subList(0, Math.min(OPEN, charts.size()))));
        }
        if (charts.size() > OPEN) {
            blocks.add(new Block.Folded(
                    charts.size() - OPEN + " more metrics",
                    List.of(new Block.Charts(charts.subList(OPEN, charts.size())))));
        }
        if (!once.isEmpty()) {
            blocks.add(table(once));
        }
        return new Part("curves", "Curves", blocks);
    }

    /** Whether a curve has more than one point in a stage. A chart without lines says less than a table. */
    private static boolean isLine(Block.Chart chart) {
        return chart.curves().stream()
                .anyMatch(curve -> Arrays.stream(curve.x())
                                .mapToObj(x -> stage(chart, x))
                                .distinct()
                                .count()
                        < curve.x().length);
    }

    /** Index of the stage to which a place on the horizontal axis belongs. */
    private static int stage(Block.Chart chart, double x) {
        int last = 0;
        for (int s = 1; s < chart.stages().size(); s++) {
            if (x > chart.stages().get(s).at()) {
                last = s;
            }
        }
        return last;
    }

    /** A row for each curve with its value in each stage. */
    private static Block table(List<Block.Chart> charts) {
        List<String> stages = charts.stream()
                .flatMap(chart -> chart.stages().stream())
                .map(Block.Begin::stage)
                .distinct()
                .sorted(Comparator.comparingInt(CurvesPart::number).thenComparing(Comparator.naturalOrder()))
                .toList();
        List<String> header = new ArrayList<>(List.of("metric"));
        header.addAll(stages);
        List<List<String>> rows = new ArrayList<>();
        for (Block.Chart chart : charts) {
            for (Curve curve : chart.curves()) {
                String[] row = new String[header.size()];
                Arrays.fill(row, "");
                row[0] = chart.curves().size() == 1 || curve.name().equals(chart.title())
                        ? chart.title()
                        : curve.name().contains(chart.title()) ? curve.name() : chart.title() + ", " + curve.name();
                for (int i = 0; i < curve.x().length; i++) {
                    String stage =
                            chart.stages().get(stage(chart, curve.x()[i])).stage();
                    row[1 + stages.indexOf(stage)] = Figures.metric("", curve.y()[i]);
                }
                rows.add(List.of(row));
            }
        }
        return new Block.Table("Measured only once in a stage", header, rows);
    }

    /** Metrics by the chart that they belong to: a metric and its validation have one chart. */
    private Map<String, Set<String>> families() {
        Set<String> all = new LinkedHashSet<>();
        events().forEach(event -> all.addAll(event.values().keySet()));
        List<String> ordered =
                all.stream().sorted(Comparator.comparingInt(CurvesPart::place)).toList();
        Map<String, Set<String>> families = new LinkedHashMap<>();
        for (String metric : ordered) {
            String plain = metric.replaceFirst("^" + VALIDATION, "");
            families.computeIfAbsent(all.contains(plain) ? plain : metric, key -> new LinkedHashSet<>())
                    .add(metric);
        }
        return families;
    }

    private List<MetricEvent> events() {
        return groups.stream()
                .flatMap(group -> group.runs().stream())
                .flatMap(run -> run.metrics().stream())
                .toList();
    }

    private static int place(String metric) {
        int known = FIRST.indexOf(metric);
        if (known >= 0) {
            return known == 0 ? 0 : known + 1;
        }
        return metric.matches(VALIDATION + ".*") ? 1 : FIRST.size() + 1;
    }

    private Block.Chart chart(String family, Set<String> metrics) {
        Map<String, Long> begins = begins(metrics);
        List<Curve> curves = new ArrayList<>();
        long undefined = 0;
        boolean thinned = false;
        for (RunGroup group : groups) {
            for (String metric : metrics) {
                String name = groups.size() == 1
                        ? words(metric)
                        : group.name() + (metrics.size() == 1 ? "" : ": " + words(metric));
                Series series = Series.of(name, group, metric, begins);
                undefined += series.undefined();
                if (!series.runs().isEmpty()) {
                    Curve whole = series.curve();
                    Curve kept = Thinning.of(whole);
                    thinned |= kept.x().length < whole.x().length;
                    curves.add(rounded(kept));
                }
            }
        }
        List<Block.Begin> stages = begins.entrySet().stream()
                .map(each -> new Block.Begin(each.getKey(), each.getValue()))
                .toList();
        return new Block.Chart(
                words(family) + UNITS.getOrDefault(family, ""), stages, curves, note(undefined, thinned));
    }

    private static String note(long undefined, boolean thinned) {
        return (thinned
                        ? "Long curves are thinned: of each of " + Thinning.SECTIONS
                                + " sections, the smallest and the largest value are drawn, or of a mean over seeds"
                                + " the mean and the whole band."
                        : "")
                + (undefined == 0
                        ? ""
                        : (thinned ? " " : "") + undefined + " values that are not finite are left out.");
    }

    /** Where each stage that measured one of the metrics begins: after the last step of the stages before it, over all runs. */
    private Map<String, Long> begins(Set<String> metrics) {
        Map<String, Long> lengths =
                new TreeMap<>(Comparator.comparingInt(CurvesPart::number).thenComparing(Comparator.naturalOrder()));
        for (MetricEvent event : events()) {
            if (metrics.stream().anyMatch(event.values()::containsKey)) {
                lengths.merge(event.stage(), event.step(), Math::max);
            }
        }
        Map<String, Long> begins = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Long> stage : lengths.entrySet()) {
            begins.put(stage.getKey(), at);
            at += stage.getValue();
        }
        return begins;
    }

    /** The number with which the label of a stage begins, such as 10 in {@code 10-probe}. */
    private static int number(String stage) {
        return stage.matches("\\d{1,6}-.*")
                ? Integer.parseInt(stage.substring(0, stage.indexOf('-')))
                : Integer.MAX_VALUE;
    }

    private static String words(String metric) {
        return metric.equals(MEMORY) ? "memory" : metric.replace('_', ' ').replace("/", ": ");
    }

    private static Curve rounded(Curve curve) {
        return new Curve(curve.name(), curve.x(), rounded(curve.y()), rounded(curve.low()), rounded(curve.high()));
    }

    private static double[] rounded(double[] values) {
        return values == null
                ? null
                : Arrays.stream(values).map(Figures::rounded).toArray();
    }
}
