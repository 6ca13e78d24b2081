package io.winnow.trainer.filter;

import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** How the pool is clustered, for filters that need clusters. */
@Doc("How the vectors of the pool are clustered, for filters that need clusters.")
public record ClusterConfig(
        @Doc("Number of clusters.") @Default("100") int k,

        @Doc("Largest number of iterations of k-means.") @Default("20")
        int iterations,

        @Doc("Seed of the initial centers.") @Default("0") long seed,

        @Doc(
                "exact: spherical k-means, and the nearest center by cosine; published: Euclidean k-means, and the nearest center by the"
                        + " inner product with centers that have different lengths, as in DataComp.")
        @Default("exact")
        Reading reading) {
    public ClusterConfig {
        new Checks()
                .atLeast("k", k, 1)
                .atLeast("iterations", iterations, 1)
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    KMeansOptions kmeans() {
        return new KMeansOptions(
                k,
                reading == Reading.EXACT ? Metric.SPHERICAL : Metric.EUCLIDEAN,
                KMeansOptions.Start.RANDOM,
                KMeansOptions.Method.LLOYD,
                iterations,
                1e-4,
                4096,
                Optional.empty());
    }
}
