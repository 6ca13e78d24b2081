package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.TablePair;
import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.evaluate.PairClassification;
import io.winnow.trainer.evaluate.RankingReport;
import io.winnow.trainer.evaluate.RocAuc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Distances of some pairs beside what people said of them. */
@SuppressWarnings("ArrayRecordComponent") // columns; never compared
record PairFigures(GradedPairs set, int[] pairs, double[] distances) {
    boolean[] similar() {
        boolean[] similar = new boolean[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            similar[i] = set.pairs().get(pairs[i]).similar();
        }
        return similar;
    }

    double[] similarities() {
        return Arrays.stream(pairs)
                .mapToDouble(pair -> set.similarity(set.pairs().get(pair)))
                .toArray();
    }

    DistanceThreshold bestThreshold() {
        return DistanceThreshold.best(distances, similar());
    }

    /** Candidates of each query by distance; graded gains. */
    RankingReport ranking() {
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

    /** All figures at a threshold. */
    Map<String, Double> metrics(double threshold) {
        Map<String, Double> metrics = new LinkedHashMap<>(
                PairClassification.of(distances, similar(), threshold).metrics());
        metrics.put("roc_auc", RocAuc.of(Arrays.stream(distances).map(d -> -d).toArray(), similar()));
        metrics.putAll(ranking().metrics());
        return metrics;
    }
}
