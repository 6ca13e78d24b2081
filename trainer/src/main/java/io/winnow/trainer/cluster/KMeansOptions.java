package io.winnow.trainer.cluster;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** Options of a k-means clustering. */
@Doc("Options of a k-means clustering.")
public record KMeansOptions(
        @Doc("Number of clusters.") int k,

        @Doc("How the nearest center is found: spherical by the largest cosine, euclidean by the smallest distance.")
        @Default("spherical")
        Metric metric,

        @Doc("Initial centers: random for distinct vectors drawn uniformly, plus_plus for k-means++.")
        @Default("random")
        Start start,

        @Doc("lloyd uses all vectors in each iteration, mini_batch a random sample of mini_batch vectors.")
        @Default("lloyd")
        Method method,

        @Doc("Largest number of iterations: passes over the data for lloyd, mini-batches for mini_batch.")
        @Default("20")
        int iterations,

        @Doc("lloyd ends when fewer than this fraction of the vectors change their center in an iteration.")
        @Default("1e-4")
        double tolerance,

        @Doc("Number of vectors in a mini-batch; used by method mini_batch only.") @Default("4096")
        int miniBatch,

        @Doc(
                "Clusters in two levels, for vectors that do not fit into memory or for very many clusters. Off by default.")
        Optional<Hierarchy> hierarchy) {
    public KMeansOptions {
        new Checks()
                .positive("k", k)
                .positive("iterations", iterations)
                .notNegative("tolerance", tolerance)
                .positive("mini_batch", miniBatch)
                .that(
                        hierarchy.isEmpty() || hierarchy.get().cells() <= k,
                        "hierarchy.cells",
                        "must be at most k " + k + ", found "
                                + hierarchy.map(Hierarchy::cells).orElse(0))
                .done();
    }

    /** Returns the same options for a clustering in one level with another number of centers. */
    KMeansOptions flat(int centers) {
        return new KMeansOptions(centers, metric, start, method, iterations, tolerance, miniBatch, Optional.empty());
    }

    /** Options of the first level of a two-level clustering. */
    @Doc(
            "Two-level clustering: the first level divides the space into cells, and the second clusters each cell separately.")
    public record Hierarchy(
            @Doc("Number of cells of the first level, at most k. The square root of k is a good choice.")
            int cells,

            @Doc(
                    "Largest number of vectors in memory at once. Of a cell with more vectors, an evenly spaced sample of this size is"
                            + " clustered.")
            @Default("1000000")
            int vectorsAtOnce) {
        public Hierarchy {
            new Checks()
                    .positive("cells", cells)
                    .positive("vectors_at_once", vectorsAtOnce)
                    .done();
        }
    }

    /** How the initial centers are chosen. */
    public enum Start {
        /**
         * k-means++ (Arthur and Vassilvitskii 2007): each further center is a vector drawn with a probability proportional to its squared
         * distance to the nearest center chosen before.
         */
        PLUS_PLUS,
        /** Distinct vectors, drawn uniformly. */
        RANDOM
    }

    /** Which vectors update the centers in an iteration. */
    public enum Method {
        /** All vectors (Lloyd's algorithm). */
        LLOYD,
        /** A random sample of the vectors (Sculley 2010). */
        MINI_BATCH
    }
}
