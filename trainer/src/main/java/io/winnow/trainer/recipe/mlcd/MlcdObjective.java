package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectionHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cluster discrimination with sampled centers (section 3.3, equation 5, and its alternatives). */
final class MlcdObjective implements Objective<ImageBatch> {
    private final Discriminate options;
    private final ClusterDiscrimination loss;
    private final Assignment assignment;
    private final NDManager manager;
    private final Augmenter augmenter;
    private final Layer network;
    private final ParameterArena parameters;
    private final SampledClassCenters centers;
    /** Of this step, a sample for each batch that is accumulated. */
    private final List<SampledClassCenters.Sample> samples = new ArrayList<>();

    /**
     * A model at its start, random parts by PyTorch's current seed.
     *
     * @param assignment centers of the training examples in use; the caller closes it
     * @param warm weights of the encoder, or empty
     */
    MlcdObjective(
            Discriminate options, ImageData data, Assignment assignment, Map<String, NDArray> warm, NDManager parent) {
        this.options = options;
        this.assignment = assignment;
        loss = options.loss();
        manager = parent.newSubManager();
        augmenter = data.augmenter(options.augmentation());
        EncoderOptions encoder = options.encoder().options(data.size().height());
        int dimension = options.headLayers() == 0 ? encoder.dimension() : options.dimension();
        network = options.headLayers() == 0
                ? encoder.build(data.channels())
                : new EncoderWithHead(
                        encoder.build(data.channels()),
                        new ProjectionHead(options.headLayers(), encoder.dimension(), dimension));
        network.initialize(manager);
        parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        if (!warm.isEmpty()) {
            ImageEncoder.load(parameters, warm);
        }
        int negatives = (int) Math.max(1, Math.round(options.negatives() * assignment.centers()));
        centers = options.centers().start() == Discriminate.CenterStart.RANDOM
                ? SampledClassCenters.random(manager, assignment.centers(), dimension, negatives)
                : new SampledClassCenters(means(data, dimension), negatives);
    }

    /** For each center the mean of the unit vectors of its examples (k, D). */
    private NDArray means(ImageData data, int dimension) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray vectors = ImageEncoder.embed(network, parameters, data, data.train(), data.trainExamples(), scope);
            NDArray unit = Losses.unitRows(vectors);
            float[] values = unit.toFloatArray();
            float[] sums = new float[assignment.centers() * dimension];
            int[] nearest = assignment.nearest();
            for (int i = 0; i < nearest.length; i++) {
                for (int d = 0; d < dimension; d++) {
                    sums[nearest[i] * dimension + d] += values[i * dimension + d];
                }
            }
            NDArray means = manager.create(sums, new Shape(assignment.centers(), dimension));
            NDArray unitMeans = Losses.unitRows(means);
            unitMeans.attach(manager);
            means.close();
            return unitMeans;
        }
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public NDArray loss(ImageBatch batch, long key, NDManager scope) {
        NDArray view;
        try (Autograd.Recording pause = Autograd.pause()) {
            view = augmenter.apply(batch.images(scope), key, 1);
        }
        int used = loss.labelsUsed(assignment.labels());
        SampledClassCenters.Sample sample = centers.sample(assignment.of(batch.indices(), used), used, key);
        samples.add(sample);
        NDArray vectors = network.forward(
                        parameters.bind(scope),
                        new NDList(options.training().precision().of(view)),
                        true)
                .singletonOrThrow();
        return loss.mean(vectors, sample.values(), sample.positives());
    }

    @Override
    public void moved(double rateFactor) {
        Discriminate.Centers rule = options.centers();
        for (SampledClassCenters.Sample sample : samples) {
            centers.update(sample, rule.learningRate() * rateFactor, rule.momentum(), rule.weightDecay());
            sample.close();
        }
        samples.clear();
    }

    @Override
    public Map<String, NDArray> state() {
        return centers.state();
    }

    @Override
    public void close() {
        samples.forEach(SampledClassCenters.Sample::close);
        centers.close();
        manager.close();
    }
}
