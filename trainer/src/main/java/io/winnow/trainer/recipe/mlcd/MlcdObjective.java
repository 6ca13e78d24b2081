package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.head.ShardedClassCenters;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.cluster.Whitening;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.Crew;
import io.winnow.trainer.engine.JointObjective;
import io.winnow.trainer.engine.Part;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cluster discrimination with sampled centers (section 3.3, equation 5, and its alternatives). */
final class MlcdObjective implements JointObjective<ImageBatch> {
    /** As of {@code pca_whiten}. */
    private static final double WHITENING_RIDGE = 1e-3;

    private final Discriminate options;
    private final ClusterDiscrimination loss;
    private final Assignment assignment;
    private final NDManager manager;
    private final Augmenter augmenter;
    private final Layer network;
    private final ParameterArena parameters;
    private final NetworkPass pass;
    private SampledClassCenters centers;
    /** Of this step, a sample for each batch that is accumulated. */
    private final List<SampledClassCenters.Sample> samples = new ArrayList<>();
    /** The centers, where several devices share them; {@link #centers} is null then. */
    private ShardedCenters shared;

    /**
     * A model at its start, random parts by PyTorch's current seed.
     *
     * @param assignment centers of the training examples in use; the caller closes it
     */
    MlcdObjective(Discriminate options, ImageData data, Assignment assignment, Optional<Warm> warm, NDManager parent) {
        this.options = options;
        this.assignment = assignment;
        loss = options.loss();
        manager = parent.newSubManager();
        augmenter = data.augmenter(options.augmentation());
        network = options.network(data);
        int dimension = options.headLayers() == 0
                ? options.encoder().options(data.size().height()).dimension()
                : options.dimension();
        network.initialize(manager);
        parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        pass = new NetworkPass(network, manager);
        warm.ifPresent(start -> ImageEncoder.load(parameters, start.weights()));
        int negatives = (int) Math.max(1, Math.round(options.negatives() * assignment.centers()));
        boolean whitened = options.headStart() == Discriminate.HeadStart.WHITENED;
        boolean means = options.centers().start() == Discriminate.CenterStart.MEANS;
        try (NDManager scope = manager.newSubManager()) {
            NDArray vectors = null;
            if (whitened || means) {
                vectors = warm.map(Warm::representations)
                        .orElseGet(() -> ImageEncoder.embed(
                                encoder(), parameters, data, data.train(), data.trainExamples(), scope));
                scope.tempAttachAll(vectors);
            }
            if (whitened) {
                whitenHead(vectors, scope);
            }
            centers = means
                    ? new SampledClassCenters(means(projected(vectors, scope), dimension), negatives)
                    : SampledClassCenters.random(manager, assignment.centers(), dimension, negatives);
        }
    }

    /**
     * Where a warm start begins.
     *
     * @param weights of the encoder
     * @param representations of the training examples in use by these weights (N, D)
     */
    record Warm(Map<String, NDArray> weights, NDArray representations) {}

    private MlcdObjective(MlcdObjective of, NDManager parent) {
        options = of.options;
        assignment = of.assignment;
        loss = of.loss;
        manager = parent.newSubManager();
        augmenter = of.augmenter;
        network = of.network;
        parameters = of.parameters.copyTo(parent.getDevice(), manager, true);
        pass = new NetworkPass(network, manager);
    }

    @Override
    public List<MlcdObjective> replicate(List<NDManager> parents) {
        List<NDManager> managers = new ArrayList<>(List.of(manager));
        managers.addAll(parents);
        shared = new ShardedCenters(loss, new ShardedClassCenters(centers, managers));
        centers = null;
        return parents.stream().map(parent -> new MlcdObjective(this, parent)).toList();
    }

    @Override
    public ImageBatch part(ImageBatch batch, int begin, int end) {
        return batch.part(begin, end);
    }

    @Override
    public float backward(List<Part<ImageBatch>> parts, long key, double factor, Crew crew) {
        int used = loss.labelsUsed(assignment.labels());
        int[] labels = parts.stream()
                .flatMapToInt(part -> Arrays.stream(assignment.of(part.batch().indices(), used)))
                .toArray();
        List<NDArray> vectors = crew.each(i -> {
            Part<ImageBatch> part = parts.get(i);
            MlcdObjective replica = (MlcdObjective) part.objective();
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray own = replica.pass.forward(
                        replica.parameters.bind(part.scope()), replica.view(part.batch(), key, part.scope()));
                own.attach(part.scope());
                return own;
            }
        });
        List<NDManager> scopes = parts.stream().map(Part::scope).toList();
        return shared.backward(vectors, labels, used, key, factor, scopes, crew);
    }

    private Layer encoder() {
        return network instanceof EncoderWithHead both ? both.encoder() : network;
    }

    /** What the head, where there is one, makes of representations. */
    private NDArray projected(NDArray vectors, NDManager scope) {
        return network instanceof EncoderWithHead both
                ? both.head()
                        .forward(parameters.bind(scope), new NDList(vectors), false)
                        .singletonOrThrow()
                : vectors;
    }

    /**
     * Makes the head the whitening of representations. After ReLU these all point the same way, and so does what a random head makes of
     * them: then the loss, which knows absolute cosines, first tears all of them apart.
     */
    private void whitenHead(NDArray vectors, NDManager scope) {
        int kept = (int) Math.min(vectors.getShape().get(1), options.dimension());
        NDList layer = Whitening.of(vectors, kept, WHITENING_RIDGE)
                .layer(scope.randomNormal(new Shape(options.dimension(), kept)));
        Map<String, NDArray> named = new LinkedHashMap<>(parameters.named(scope));
        named.put("head.0.weight", layer.get(0));
        named.put("head.0.bias", layer.get(1));
        parameters.load(named);
    }

    /** For each center the mean of the unit vectors of its examples (k, D). */
    private NDArray means(NDArray vectors, int dimension) {
        float[] values = Losses.unitRows(vectors).toFloatArray();
        float[] sums = new float[assignment.centers() * dimension];
        int[] nearest = assignment.nearest();
        for (int i = 0; i < nearest.length; i++) {
            for (int d = 0; d < dimension; d++) {
                sums[nearest[i] * dimension + d] += values[i * dimension + d];
            }
        }
        try (NDArray means = manager.create(sums, new Shape(assignment.centers(), dimension))) {
            NDArray unitMeans = Losses.unitRows(means);
            unitMeans.attach(manager);
            return unitMeans;
        }
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public List<NetworkPass> passes() {
        return List.of(pass);
    }

    @Override
    public NDArray loss(ImageBatch batch, long key, NDManager scope) {
        int used = loss.labelsUsed(assignment.labels());
        SampledClassCenters.Sample sample = centers.sample(assignment.of(batch.indices(), used), used, key);
        samples.add(sample);
        return pass.forward(
                parameters.bind(scope), view(batch, key, scope), loss.mean(sample.values(), sample.positives()));
    }

    private NDArray view(ImageBatch batch, long key, NDManager scope) {
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray view = augmenter.applyFrom(batch.first(), batch.images(scope), key, 1);
            return options.training().precision().of(view);
        }
    }

    @Override
    public void moved(double rateFactor) {
        Discriminate.Centers rule = options.centers();
        if (shared != null) {
            shared.update(rule.learningRate() * rateFactor, rule.momentum(), rule.weightDecay());
        }
        for (SampledClassCenters.Sample sample : samples) {
            centers.update(sample, rule.learningRate() * rateFactor, rule.momentum(), rule.weightDecay());
            sample.close();
        }
        samples.clear();
    }

    @Override
    public Map<String, NDArray> state() {
        return shared != null ? shared.state() : centers == null ? Map.of() : centers.state();
    }

    @Override
    public void close() {
        samples.forEach(SampledClassCenters.Sample::close);
        if (centers != null) {
            centers.close();
        }
        if (shared != null) {
            shared.close();
        }
        manager.close();
    }
}
