package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.Arrays;
import java.util.function.Function;

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
            eachClass(z, rows, keep, own -> {
                int size = (int) own.getShape().get(0);
                int most = (int) Math.max(1, Math.min(neighbours, Math.ceil(share * size)));
                double[] scores = LocalOutlierFactor.scores(own, most);
                boolean[] usual = new boolean[size];
                for (int i = 0; i < size; i++) {
                    usual[i] = scores[i] <= threshold;
                }
                return usual;
            });
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

    /** The nearest to a center and variances that are estimated from them alone: {@link RobustCenter#trimmed}. */
    @Kind("trimmed")
    record Trimmed(
            @Doc("Of the examples of a class.") @Default("0.5")
            double share,

            @Doc("Most steps; they end when the kept ones no longer change.") @Default("20")
            int iterations)
            implements CleanSelection {
        public Trimmed {
            new Checks()
                    .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1, found " + share)
                    .atLeast("iterations", iterations, 1)
                    .done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            eachClass(z, rows, keep, own -> chosen(RobustCenter.trimmed(own, part(share, own), iterations), own));
        }
    }

    /** As trimmed, by a full covariance among principal components: {@link RobustCenter#leastDeterminant}. */
    @Kind("mcd")
    record Mcd(
            @Doc("Of the examples of a class.") @Default("0.5")
            double share,

            @Doc("Principal components of a class, at most.") @Default("16")
            int dimension,

            @Doc("Most steps; they end when the kept ones no longer change.") @Default("20")
            int iterations)
            implements CleanSelection {
        public Mcd {
            new Checks()
                    .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1, found " + share)
                    .atLeast("dimension", dimension, 1)
                    .atLeast("iterations", iterations, 1)
                    .done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            eachClass(
                    z,
                    rows,
                    keep,
                    own -> chosen(RobustCenter.leastDeterminant(own, part(share, own), dimension, iterations), own));
        }
    }

    /** Those of the nearer of two groups by their distance to the center of the densest half: {@link TwoGaussians}. */
    @Kind("mixture")
    record Mixture(
            @Doc("Examples are kept whose probability to be of the near group is above this.") @Default("0.5")
            double threshold)
            implements CleanSelection {
        private static final int ITERATIONS = 20;

        public Mixture {
            new Checks().below("threshold", threshold, 0, 1).done();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            eachClass(z, rows, keep, own -> {
                double[] distances = RobustCenter.distances(own, RobustCenter.trimmed(own, part(0.5, own), ITERATIONS));
                TwoGaussians groups = TwoGaussians.fit(distances);
                boolean[] near = new boolean[distances.length];
                for (int i = 0; i < near.length; i++) {
                    // The far group may be so wide that it has the center, too.
                    near[i] = distances[i] <= groups.lowMean() || groups.low(distances[i]) > threshold;
                }
                return near;
            });
        }
    }

    private static void eachClass(NDArray z, ClassRows rows, boolean[] keep, Function<NDArray, boolean[]> rule) {
        for (int k = 0; k < rows.counts().length; k++) {
            int[] own = rows.of(k);
            if (own.length == 0) {
                continue;
            }
            try (NDManager scope = ClassRows.scope(z)) {
                boolean[] kept = rule.apply(rows.read(own, scope));
                for (int i = 0; i < own.length; i++) {
                    keep[own[i]] = kept[i];
                }
            }
        }
    }

    private static int part(double share, NDArray rows) {
        return (int) Math.ceil(share * rows.getShape().get(0));
    }

    private static boolean[] chosen(long[] places, NDArray rows) {
        boolean[] chosen = new boolean[(int) rows.getShape().get(0)];
        for (long place : places) {
            chosen[(int) place] = true;
        }
        return chosen;
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
