package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Tensors;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Training steps of multi-label cluster discrimination (MLCD, equation 5) with sampled class centers: sampling, the loss, the gradients of
 * embeddings and centers, and the update of the centers.
 */
final class CentersWorkload implements Workload {
    static final int LABELS = 8;
    static final ClusterDiscrimination LOSS =
            new ClusterDiscrimination(Objective.MULTI_LABEL, 64, 0.3, MarginDerivative.GUARDED);

    private final int count;
    private final int dimension;
    private final int batch;
    private final int negatives;
    private final NDManager manager;
    private final NDArray embeddings;
    private final SampledClassCenters centers;
    private final double flop;

    /**
     * @param count number of all centers
     * @param negatives number of negative centers sampled at each step
     */
    CentersWorkload(int count, int dimension, int batch, int negatives, BenchOptions options) {
        this.count = count;
        this.dimension = dimension;
        this.batch = batch;
        this.negatives = negatives;
        manager = NDManager.newBaseManager(options.device());
        embeddings = manager.randomNormal(new Shape(batch, dimension));
        embeddings.setRequiresGradient(true);
        centers = SampledClassCenters.random(manager, count, dimension, negatives);
        try (SampledClassCenters.Sample first = centers.sample(labels(0), LABELS, 0)) {
            flop = Flop.TRAINING
                    * Flop.linear(batch, dimension, (double) first.rows().size());
        }
    }

    @Override
    public String name() {
        return "centers " + count / 1000 + "k x " + dimension;
    }

    @Override
    public String unit() {
        return "embeddings";
    }

    @Override
    public double items() {
        return batch;
    }

    /** Operations of the first step. The number of distinct sampled centers varies between steps by a few in a thousand. */
    @Override
    public double flop() {
        return flop;
    }

    @Override
    public Optional<Workload> plain() {
        return Optional.of(new PlainCenters(this));
    }

    Device device() {
        return manager.getDevice();
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    int batch() {
        return batch;
    }

    int negatives() {
        return negatives;
    }

    @Override
    public void step(long number) {
        loss(number);
    }

    float loss(long number) {
        Autograd.zeroGradient(embeddings);
        try (SampledClassCenters.Sample sample = centers.sample(labels(number), LABELS, number);
                Autograd.Recording recording = Autograd.record();
                NDArray loss = LOSS.mean(embeddings, sample.values(), sample.positives())) {
            Autograd.backward(loss);
            centers.collect(sample);
            centers.step(0.01, 0.9, 0);
            return Tensors.floats(loss)[0];
        }
    }

    /** Returns random labels (batch, LABELS) in row-major order. The labels of an example are distinct. */
    int[] labels(long number) {
        SplittableRandom random = new SplittableRandom(number);
        int[] labels = new int[batch * LABELS];
        for (int i = 0; i < batch; i++) {
            int first = random.nextInt(count - LABELS);
            for (int l = 0; l < LABELS; l++) {
                labels[i * LABELS + l] = first + l;
            }
        }
        return labels;
    }

    @Override
    public void close() {
        centers.close();
        manager.close();
    }
}
