package io.winnow.trainer.cluster;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** A k-means clustering. */
@Doc("A k-means clustering.")
public record KMeansOptions(
        @Doc("Number of centers.") int k,
        @Default("spherical") Metric metric,
        @Default("random") Start start,
        @Default("lloyd") Method method,

        @Doc("Most passes over the data, or mini-batches.") @Default("20")
        int iterations,

        @Doc("Lloyd ends when fewer than this share of the vectors change their center.") @Default("1e-4")
        double tolerance,

        @Doc("Vectors in a mini-batch.") @Default("4096") int miniBatch,

        @Doc("Two levels, for more vectors or centers than fit into memory or time.")
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

    /** The same in one level, with another number of centers. */
    KMeansOptions flat(int centers) {
        return new KMeansOptions(centers, metric, start, method, iterations, tolerance, miniBatch, Optional.empty());
    }

    /** The first level of a clustering in two. */
    @Doc("The first level of a clustering in two: the space is cut into cells, and each cell is clustered by itself.")
    public record Hierarchy(
            @Doc("About the square root of k.") int cells,

            @Doc("Most vectors that a level is learned from at once; more are thinned out evenly. Bounds the memory.")
            @Default("1000000")
            int vectorsAtOnce) {
        public Hierarchy {
            new Checks()
                    .positive("cells", cells)
                    .positive("vectors_at_once", vectorsAtOnce)
                    .done();
        }
    }

    /** Where centers start. */
    public enum Start {
        /** Each further from the ones before with probability by squared distance (Arthur and Vassilvitskii 2007). */
        PLUS_PLUS,
        /** Distinct vectors, drawn uniformly. */
        RANDOM
    }

    /** How centers move. */
    public enum Method {
        /** All vectors in each iteration. */
        LLOYD,
        /** A random part of them (Sculley 2010). */
        MINI_BATCH
    }
}
