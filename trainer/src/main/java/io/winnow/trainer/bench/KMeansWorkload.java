package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A complete k-means clustering: a fixed number of Lloyd iterations, and the final assignment. */
final class KMeansWorkload implements Workload {
    private final int count;
    private final int dimension;
    private final KMeansOptions rule;
    private final NDManager manager;
    private final NDArray vectors;

    KMeansWorkload(int count, int dimension, int k, int iterations, BenchOptions options) {
        this.count = count;
        this.dimension = dimension;
        rule = new KMeansOptions(
                k,
                Metric.EUCLIDEAN,
                KMeansOptions.Start.RANDOM,
                KMeansOptions.Method.LLOYD,
                iterations,
                0,
                4096,
                Optional.empty());
        manager = NDManager.newBaseManager(options.device());
        vectors = manager.randomNormal(new Shape(count, dimension));
    }

    @Override
    public String name() {
        return "kmeans k=" + rule.k();
    }

    @Override
    public String unit() {
        return "assignments";
    }

    @Override
    public double items() {
        return (double) count * (rule.iterations() + 1);
    }

    @Override
    public double flop() {
        return items() * Flop.linear(1, dimension, rule.k());
    }

    @Override
    public Optional<Workload> plain() {
        return Optional.of(new PlainKMeans(this));
    }

    KMeansOptions rule() {
        return rule;
    }

    NDArray vectors() {
        return vectors;
    }

    @Override
    public void step(long number) {
        try (Clusters clusters = new KMeans(rule, 1).fit(vectors, state -> {})) {
            if (clusters.iterations() != rule.iterations()) {
                throw new IllegalStateException("The clustering converged after " + clusters.iterations()
                        + " iterations; the benchmark needs " + rule.iterations() + ". Use more vectors.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
