package io.winnow.trainer.audit;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.SeedStreams;
import java.util.Arrays;
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
        int[][] membersOf = members(classes, classCount);
        int next = 0;
        for (int k = 0; k < classCount; k++) {
            int[] members = membersOf[k];
            for (int place : Permutation.of(members.length, CounterRandom.key(seed, SeedStreams.AUDIT_FOLDS), k)) {
                folds[members[place]] = next++ % count;
            }
        }
        return new Folds(folds, count);
    }

    /** Returns the examples of each class, ascending, in one pass: there may be very many classes. */
    private static int[][] members(int[] classes, int classCount) {
        int[] sizes = new int[classCount];
        for (int k : classes) {
            sizes[k]++;
        }
        int[][] members = new int[classCount][];
        Arrays.setAll(members, k -> new int[sizes[k]]);
        int[] filled = new int[classCount];
        for (int i = 0; i < classes.length; i++) {
            members[classes[i]][filled[classes[i]]++] = i;
        }
        return members;
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
