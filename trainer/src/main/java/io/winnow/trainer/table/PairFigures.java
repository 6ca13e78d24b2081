package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.TablePair;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.evaluate.PairClassification;
import io.winnow.trainer.evaluate.RankingReport;
import io.winnow.trainer.evaluate.RocAuc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Distances of some pairs, to be compared with their annotations.
 *
 * @param set the annotated pairs
 * @param pairs indices of some pairs in the set
 * @param distances the distance of each of these pairs
 */
@SuppressWarnings("ArrayRecordComponent") // columns; never compared
public record PairFigures(GradedPairs set, int[] pairs, double[] distances) {
    /**
     * Computes the distances of all pairs.
     *
     * @param vectors vectors of all tables of the set (T, D), in their order in the set
     */
    public static PairFigures of(GradedPairs set, NDArray vectors) {
        Map<String, Integer> rows = new HashMap<>();
        set.tables().keySet().forEach(id -> rows.put(id, rows.size()));
        int[] a = set.pairs().stream().mapToInt(pair -> rows.get(pair.a())).toArray();
        int[] b = set.pairs().stream().mapToInt(pair -> rows.get(pair.b())).toArray();
        try (NDManager scope = vectors.getManager().newSubManager()) {
            NDList sides = new NDList(TableEncoder.rows(vectors, a, scope), TableEncoder.rows(vectors, b, scope));
            return new PairFigures(set, IntStream.range(0, a.length).toArray(), distances(sides));
        }
    }

    /** Returns the distances between the rows of two arrays of vectors, (B, D) each. */
    public static double[] distances(NDList sides) {
        float[] distances = PairLosses.distance(sides.get(0), sides.get(1)).toFloatArray();
        return IntStream.range(0, distances.length)
                .mapToDouble(i -> distances[i])
                .toArray();
    }

    /** Returns whether each pair is annotated as similar. */
    public boolean[] similar() {
        boolean[] similar = new boolean[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            similar[i] = set.pairs().get(pairs[i]).similar();
        }
        return similar;
    }

    /** Returns the graded similarity of each pair, in [0, 1]. */
    public double[] similarities() {
        return Arrays.stream(pairs)
                .mapToDouble(pair -> set.similarity(set.pairs().get(pair)))
                .toArray();
    }

    /** Returns the threshold that separates the pairs best. */
    public DistanceThreshold bestThreshold() {
        return DistanceThreshold.best(distances, similar());
    }

    /** Ranks the candidates of each query by their distance and compares the ranking with the graded similarities. */
    public RankingReport ranking() {
        Map<String, List<Integer>> queries = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i++) {
            queries.computeIfAbsent(set.pairs().get(pairs[i]).a(), query -> new ArrayList<>())
                    .add(i);
        }
        return RankingReport.of(queries.values().stream().map(this::query).toList());
    }

    private RankingReport.Query query(List<Integer> places) {
        double[] distance = new double[places.size()];
        boolean[] relevant = new boolean[places.size()];
        double[] gains = new double[places.size()];
        for (int i = 0; i < places.size(); i++) {
            TablePair pair = set.pairs().get(pairs[places.get(i)]);
            distance[i] = distances[places.get(i)];
            relevant[i] = pair.similar();
            gains[i] = set.gain(pair);
        }
        return new RankingReport.Query(distance, relevant, gains);
    }

    /** Returns all metrics at a calibrated threshold, and the root mean square error of the predicted grades. */
    public Map<String, Double> metrics(PairCalibration calibration) {
        Map<String, Double> metrics = metrics(calibration.threshold());
        double[] grades = similarities();
        double squares = IntStream.range(0, grades.length)
                .mapToDouble(i -> Math.pow(calibration.grade().score(distances[i]) - grades[i], 2))
                .sum();
        metrics.put("grade_rmse", Math.sqrt(squares / grades.length));
        return metrics;
    }

    /** Returns the metrics of classification at a threshold and of ranking. */
    public Map<String, Double> metrics(double threshold) {
        Map<String, Double> metrics = new LinkedHashMap<>(
                PairClassification.of(distances, similar(), threshold).metrics());
        metrics.put("roc_auc", RocAuc.of(Arrays.stream(distances).map(d -> -d).toArray(), similar()));
        metrics.putAll(ranking().metrics());
        return metrics;
    }
}
