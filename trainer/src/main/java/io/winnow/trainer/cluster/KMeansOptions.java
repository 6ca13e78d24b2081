package io.winnow.trainer.cluster;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

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

        @Doc("Vectors in a mini-batch.") @Default("4096") int miniBatch) {
    public KMeansOptions {
        new Checks()
                .positive("k", k)
                .positive("iterations", iterations)
                .notNegative("tolerance", tolerance)
                .positive("mini_batch", miniBatch)
                .done();
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
