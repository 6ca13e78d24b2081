package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.Arrays;
import java.util.function.Function;

/** Selects the examples of each class whose labels are probably right, from which the statistics of the class are estimated. */
@Doc(
        "Selects the examples of each class whose labels are probably right, from which the Gaussian of the class is estimated.")
public sealed interface CleanSelection {
    /** Keeps all examples. */
    @Kind("none")
    record None() implements CleanSelection {
        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            Arrays.fill(keep, true);
        }
    }

    /** Removes outliers within each class, by the {@link LocalOutlierFactor}. */
    @Kind("lof")
    record Lof(
            @Doc("Number of nearest neighbours with which the density of an example is compared, k in the paper.")
            @Default("20")
            int neighbours,

            @Doc(
                    "Upper limit of the number of neighbours, as a fraction of the class in (0, 1]. If an example is compared with nearly"
                            + " its whole class, all factors are about 1 and no outlier is found.")
            @Default("1")
            double share,

            @Doc(
                    "Examples with a local outlier factor above this value are removed. The factor is about 1 within a cluster.")
            @Default("1.5")
            double threshold)
            implements CleanSelection {
        public Lof {
            new Checks()
                    .atLeast("neighbours", neighbours, 1)
                    .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1, found " + share)
                    .positive("threshold", threshold)
                    .done();
        }

        private int neighbours(int size) {
            return (int) Math.max(1, Math.min(neighbours, Math.ceil(share * size)));
        }

        /**
         * Returns in how many classes of more than two examples each is compared with all others, so that all factors are about 1 and no outlier is found.
         *
         * @param counts numbers of examples of the classes (K)
         */
        public long blind(double[] counts) {
            return Arrays.stream(counts)
                    .filter(size -> size > 2 && neighbours((int) size) >= size - 1)
                    .count();
        }

        @Override
        public void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep) {
            eachClass(z, rows, keep, own -> {
                int size = (int) own.getShape().get(0);
                double[] scores = LocalOutlierFactor.scores(own, neighbours(size));
                boolean[] usual = new boolean[size];
                for (int i = 0; i < size; i++) {
                    usual[i] = scores[i] <= threshold;
                }
                return usual;
            });
        }
    }

    /** Keeps the examples whose class has the most votes among their nearest neighbours of all classes: {@link NeighbourVotes}. */
    @Kind("neighbours")
    record Neighbours(
            @Doc("Number of nearest neighbours by cosine that vote.") @Default("50")
            int neighbours,

            @Doc(
                    "Whether votes are weighted down by the frequency of their class, so that frequent classes do not outvote rare ones.")
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
            int count = rows.counts().length;
            boolean[] all = new boolean[classes.length];
            Arrays.fill(all, true);
            double[] shares = NeighbourVotes.of(z, neighbours).shares(classes, count, neighbours, all, balanced);
            for (int i = 0; i < classes.length; i++) {
                double own = shares[i * count + classes[i]];
                double most =
                        Arrays.stream(shares, i * count, (i + 1) * count).max().orElse(0);
                keep[i] = own > 0 && own >= most;
            }
        }
    }

    /** Keeps the examples nearest to a robust center of their class: {@link RobustCenter#trimmed}. */
    @Kind("trimmed")
    record Trimmed(
            @Doc("Fraction of the examples of each class to keep, in (0, 1].") @Default("0.5")
            double share,

            @Doc("Largest number of concentration steps. They end earlier when the kept examples no longer change.")
            @Default("20")
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

    /**
     * Minimum covariance determinant (MCD): like {@link Trimmed}, but measures distances by a full covariance of principal components, see
     * {@link RobustCenter#leastDeterminant}.
     */
    @Kind("mcd")
    record Mcd(
            @Doc("Fraction of the examples of each class to keep, in (0, 1].") @Default("0.5")
            double share,

            @Doc("Largest number of principal components of a class in which the covariance is estimated.")
            @Default("16")
            int dimension,

            @Doc("Largest number of concentration steps. They end earlier when the kept examples no longer change.")
            @Default("20")
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

    /**
     * Fits a mixture of two Gaussians to the distances of the examples from the center of the densest half of their class, and keeps the
     * examples of the nearer component: {@link TwoGaussians}.
     */
    @Kind("mixture")
    record Mixture(
            @Doc(
                    "Examples are kept if their probability of belonging to the nearer component is above this value, in [0, 1).")
            @Default("0.5")
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
                    // The far component may be so wide that its density is higher than that of the near one even at the
                    // center.
                    near[i] = distances[i] <= groups.lowMean() || groups.low(distances[i]) > threshold;
                }
                return near;
            });
        }
    }

    /** Applies a rule to the rows (n, D) of each class; the rule returns which of them to keep (n). */
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

    /** Marks the examples to keep in {@code keep} (N), which is all false before. */
    void choose(NDArray z, int[] classes, ClassRows rows, boolean[] keep);

    /**
     * Selects the examples to keep. If the rule keeps no example of a class, the one nearest to the mean of the class is kept.
     *
     * @param z representations (N, D), finite
     * @param classes given class of each example (N), in [0, classCount)
     * @return whether to keep each example (N)
     */
    default boolean[] keep(NDArray z, int[] classes, int classCount) {
        ClassRows rows = new ClassRows(z, classes, classCount);
        boolean[] keep = new boolean[classes.length];
        choose(z, classes, rows, keep);
        for (int k = 0; k < classCount; k++) {
            int[] own = rows.of(k);
            if (own.length > 0 && Arrays.stream(own).noneMatch(row -> keep[row])) {
                try (NDManager scope = ClassRows.scope(z);
                        NDArray central = CalibrateScript.central(rows.read(own, scope))) {
                    keep[own[(int) central.toLongArray()[0]]] = true;
                }
            }
        }
        return keep;
    }
}
