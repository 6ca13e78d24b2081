package io.winnow.trainer.audit;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.SeedStreams;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A division of examples into folds: a model that judges an example is fitted without the fold of the example.
 *
 * @param of fold of each example (N), in [0, count)
 * @param count number of folds
 */
@SuppressWarnings("ArrayRecordComponent") // an index; never compared
record Folds(int[] of, int count) {
    /** Divides examples at random into folds that are stratified by class. */
    static Folds stratified(int[] classes, int classCount, int count, long seed) {
        int[] folds = new int[classes.length];
        int next = 0;
        for (int k = 0; k < classCount; k++) {
            int own = k;
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own)
                    .toArray();
            for (int place : Permutation.of(members.length, CounterRandom.key(seed, SeedStreams.AUDIT_FOLDS), k)) {
                folds[members[place]] = next++ % count;
            }
        }
        return new Folds(folds, count);
    }

    /** Divides N examples at random into folds of the same size, to within one example. */
    static Folds random(int size, int count, long seed) {
        return stratified(new int[size], 1, count, seed);
    }

    /** Returns the examples of a fold, ascending. */
    int[] in(int fold) {
        return in(fold, i -> true);
    }

    /** Returns the examples of a fold for which a condition holds, ascending. */
    int[] in(int fold, IntPredicate condition) {
        return IntStream.range(0, of.length)
                .filter(i -> of[i] == fold && condition.test(i))
                .toArray();
    }

    /** Returns the examples outside of a fold for which a condition holds, ascending. */
    int[] outside(int fold, IntPredicate condition) {
        return IntStream.range(0, of.length)
                .filter(i -> of[i] != fold && condition.test(i))
                .toArray();
    }
}
