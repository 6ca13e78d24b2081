package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.TablePair;
import java.util.HashMap;
import java.util.Map;

/**
 * Annotations of the pairs of a batch.
 *
 * @param dissimilar (B), 0 for similar pairs, 1 for dissimilar ones
 * @param similarity (B), graded similarity in [0, 1]
 * @param queries (B) int64, numbers that are equal for pairs of the same query
 */
record PairTargets(NDArray dissimilar, NDArray similarity, NDArray queries) {
    static PairTargets of(GradedPairs set, int[] pairs, NDManager scope) {
        float[] dissimilar = new float[pairs.length];
        float[] similarity = new float[pairs.length];
        long[] queries = new long[pairs.length];
        Map<String, Long> numbers = new HashMap<>();
        for (int i = 0; i < pairs.length; i++) {
            TablePair pair = set.pairs().get(pairs[i]);
            dissimilar[i] = pair.similar() ? 0 : 1;
            similarity[i] = (float) set.similarity(pair);
            queries[i] = numbers.computeIfAbsent(pair.a(), query -> (long) numbers.size());
        }
        return new PairTargets(scope.create(dissimilar), scope.create(similarity), scope.create(queries));
    }
}
