package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.Arrays;

/** Which examples of a class its statistics are estimated from, when some of its labels are wrong. */
@Doc("Which examples of a class its Gaussian is estimated from.")
public sealed interface CleanSelection {
    /** All. */
    @Kind("none")
    record None() implements CleanSelection {
        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            Arrays.fill(keep, true);
        }
    }

    /** Without those that lie in sparser places of their class than their neighbours: {@link LocalOutlierFactor}. */
    @Kind("lof")
    record Lof(
            @Doc("Most neighbours.") @Default("20") int neighbours,

            @Doc("Most neighbours, as a share of the class: near 1, all scores are about 1 and nothing is found.")
            @Default("1")
            double share,

            @Doc("A larger factor is an outlier's.") @Default("1.5")
            double threshold)
            implements CleanSelection {
        public Lof {
            new Checks()
                    .atLeast("neighbours", neighbours, 1)
                    .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1, found " + share)
                    .positive("threshold", threshold)
                    .done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            for (int k = 0; k < rows.counts().length; k++) {
                int[] own = rows.of(k);
                try (NDManager scope = ClassRows.scope(z)) {
                    int most = (int) Math.max(1, Math.min(neighbours, Math.ceil(share * own.length)));
                    double[] scores = LocalOutlierFactor.scores(rows.read(own, scope), most);
                    for (int i = 0; i < own.length; i++) {
                        keep[own[i]] = scores[i] <= threshold;
                    }
                }
            }
        }
    }

    /** Those whose class no other outvotes among their nearest neighbours of all classes: {@link NeighbourVotes}. */
    @Kind("neighbours")
    record Neighbours(
            @Doc("Neighbours by cosine.") @Default("50") int neighbours,

            @Doc("Votes count by the frequency of their class; otherwise frequent classes outvote rare ones.")
            @Default("true")
            boolean balanced)
            implements CleanSelection {
        public Neighbours {
            new Checks().atLeast("neighbours", neighbours, 1).done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            if (classes.length < 2) {
                Arrays.fill(keep, true);
                return;
            }
            double[][] shares = NeighbourVotes.shares(z, classes, rows.counts().length, neighbours, balanced);
            for (int i = 0; i < classes.length; i++) {
                double own = shares[i][classes[i]];
                keep[i] = own > 0 && own >= Arrays.stream(shares[i]).max().orElse(0);
            }
        }
    }

    /** A share of each class nearest to its centre, which is estimated from that share in turn. */
    @Kind("trimmed")
    record Trimmed(
            @Doc("Of the examples of a class.") @Default("0.5")
            double share,

            @Default("20") int iterations) implements CleanSelection {
        public Trimmed {
            new Checks()
                    .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1, found " + share)
                    .atLeast("iterations", iterations, 1)
                    .done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            for (int k = 0; k < rows.counts().length; k++) {
                int[] own = rows.of(k);
                if (own.length == 0) {
                    continue;
                }
                try (NDManager scope = ClassRows.scope(z)) {
                    int count = (int) Math.ceil(share * own.length);
                    NDArray index = ClassRows.FUNCTIONS.call("trimmed", rows.read(own, scope), count, iterations);
                    index.attach(scope);
                    for (long row : index.toLongArray()) {
                        keep[own[(int) row]] = true;
                    }
                }
            }
        }
    }

    /** Marks the examples to keep; all are unmarked before. */
    void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep);

    /**
     * Which examples to keep: of each class that has some at least the one nearest to its mean.
     *
     * @param z (N, D), finite
     * @param classes (N) given classes, each in [0, classCount)
     * @return (N)
     */
    default boolean[] keep(NDArray z, int[] classes, int classCount) {
        ClassRows rows = new ClassRows(z, classes, classCount);
        boolean[] keep = new boolean[classes.length];
        choose(z, classes, rows, keep);
        for (int k = 0; k < classCount; k++) {
            int[] own = rows.of(k);
            if (own.length > 0 && Arrays.stream(own).noneMatch(row -> keep[row])) {
                try (NDManager scope = ClassRows.scope(z);
                        NDArray central = ClassRows.FUNCTIONS.call("central", rows.read(own, scope))) {
                    keep[own[(int) central.toLongArray()[0]]] = true;
                }
            }
        }
        return keep;
    }
}
