package io.winnow.trainer.loop;

import io.winnow.trainer.evaluate.PairedDifference;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The curves of several strategies over the same seeds.
 *
 * @param title what the page says that was simulated
 * @param task what a label is
 * @param points all points
 * @param figure what is compared: the accuracy, micro-F1, or the F1 of a rare class
 */
public record Comparison(String title, LoopTask task, List<Simulation.Point> points, Figure figure) {
    static final String CURVES = "curves.csv";
    static final String PAGE = "curves.html";
    private static final String BASELINE = "random";

    /** What is compared. */
    public enum Figure {
        /** That of {@link LoopTask#figure}. */
        OVERALL,
        /** F1 of the rare class. */
        RARE;

        /** Returns the figure of a point. */
        public double of(Simulation.Point point) {
            return this == RARE ? point.f1() : point.figure();
        }
    }

    /**
     * A strategy after a number of answers.
     *
     * @param mean mean over the seeds
     * @param std standard deviation over the seeds
     * @param gain mean over the seeds of the difference to random choice with the same seed; NaN if random was not run
     * @param half half the width of its 95% interval (t distribution)
     */
    public record Cell(String strategy, int answers, double mean, double std, double gain, double half) {
        /** Whether the strategy is better or worse than random choice beyond the interval: 1, -1 or 0. */
        public int sign() {
            return gain > half ? 1 : gain < -half ? -1 : 0;
        }
    }

    /** Returns the cells by strategy, in the order in which they were run. */
    public Map<String, List<Cell>> cells() {
        Map<String, Map<Integer, Map<Long, Double>>> values = new LinkedHashMap<>();
        for (Simulation.Point point : points) {
            values.computeIfAbsent(point.strategy(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(point.answers(), answers -> new LinkedHashMap<>())
                    .put(point.seed(), figure.of(point));
        }
        Map<Integer, Map<Long, Double>> random = values.getOrDefault(BASELINE, Map.of());
        Map<String, List<Cell>> cells = new LinkedHashMap<>();
        values.forEach((strategy, byAnswers) -> {
            List<Cell> own = new ArrayList<>();
            byAnswers.forEach((answers, bySeed) ->
                    own.add(cell(strategy, answers, bySeed, random.getOrDefault(answers, Map.of()))));
            cells.put(strategy, own);
        });
        return cells;
    }

    private static Cell cell(String strategy, int answers, Map<Long, Double> bySeed, Map<Long, Double> random) {
        double[] own = bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] gains = bySeed.entrySet().stream()
                .filter(entry -> random.containsKey(entry.getKey()))
                .mapToDouble(entry -> entry.getValue() - random.get(entry.getKey()))
                .toArray();
        double half = gains.length < 2
                ? Double.NaN
                : PairedDifference.quantile(gains.length - 1) * std(gains) / Math.sqrt(gains.length);
        return new Cell(strategy, answers, mean(own), std(own), gains.length == 0 ? Double.NaN : mean(gains), half);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Returns the standard deviation with n - 1 in the denominator; 0 for one value. */
    private static double std(double[] values) {
        double mean = mean(values);
        double sum = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return values.length < 2 ? 0 : Math.sqrt(sum / (values.length - 1));
    }

    /**
     * Returns a table for people: mean and deviation after each round, with + or - where the difference to random is beyond its interval. For a
     * rare class, also the mean average precision and number of found items at the end.
     */
    public List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        cells().forEach((strategy, cells) -> {
            if (rows.isEmpty()) {
                List<String> header = new ArrayList<>(List.of("strategy"));
                cells.forEach(cell -> header.add(Integer.toString(cell.answers())));
                if (figure == Figure.RARE) {
                    header.addAll(List.of("average precision", "found"));
                }
                rows.add(header);
            }
            List<String> row = new ArrayList<>(List.of(strategy));
            cells.forEach(cell -> row.add(String.format(Locale.ROOT, "%.3f+-%.3f", cell.mean(), cell.std())
                    + (strategy.equals(BASELINE) ? "" : List.of("-", "", "+").get(cell.sign() + 1))));
            if (figure == Figure.RARE) {
                int last = cells.get(cells.size() - 1).answers();
                row.add(format("%.3f", end(strategy, last, Simulation.Point::averagePrecision)));
                row.add(format("%.1f", end(strategy, last, Simulation.Point::found)));
            }
            rows.add(row);
        });
        return rows;
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /** Returns the mean over the seeds of a figure of a strategy after a number of answers. */
    private double end(String strategy, int answers, ToDoubleFunction<Simulation.Point> value) {
        return points.stream()
                .filter(point -> point.strategy().equals(strategy) && point.answers() == answers)
                .mapToDouble(value)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the files that {@link #write} replaces. */
    public static Stream<Path> written(Path folder) {
        return Stream.of(CURVES, PAGE).map(folder::resolve);
    }

    /** Writes the curves as a table and as a page. */
    public void write(Path folder) throws IOException {
        List<List<Object>> lines = new ArrayList<>();
        for (Simulation.Point point : points) {
            lines.add(Arrays.asList(
                    point.strategy(),
                    point.seed(),
                    point.answers(),
                    point.figure(),
                    Double.isNaN(point.f1()) ? null : point.f1(),
                    Double.isNaN(point.averagePrecision()) ? null : point.averagePrecision(),
                    point.found()));
        }
        TableFile.write(
                folder.resolve(CURVES),
                List.of(
                        "strategy",
                        "seed",
                        "answers",
                        task.figure().toLowerCase(Locale.ROOT).replace('-', '_'),
                        "f1",
                        "average_precision",
                        "found"),
                lines);
        List<Map<String, Object>> curves = new ArrayList<>();
        cells().forEach((strategy, cells) -> {
            Map<String, Object> curve = new LinkedHashMap<>();
            curve.put("strategy", strategy);
            curve.put("answers", cells.stream().map(Cell::answers).toList());
            curve.put("mean", cells.stream().map(Cell::mean).toList());
            curve.put("std", cells.stream().map(Cell::std).toList());
            curve.put("sign", cells.stream().map(Cell::sign).toList());
            curves.add(curve);
        });
        long seeds =
                points.stream().mapToLong(Simulation.Point::seed).distinct().count();
        AtomicFiles.write(
                folder.resolve(PAGE),
                Page.fill(
                        Comparison.class,
                        "curves.html",
                        Map.of(
                                "title",
                                title,
                                "figure",
                                figure == Figure.RARE ? "F1 of the rare class" : "test " + task.figure(),
                                "seeds",
                                seeds,
                                "curves",
                                curves)));
    }
}
