package io.winnow.trainer.recipe.web;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectedHead;
import io.winnow.models.loss.KeyQueue;
import io.winnow.models.loss.Losses;
import io.winnow.models.loss.Prototypes;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.FineTuning;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loss of CAPro (equation 9): cross-entropy of the classifier and of the auxiliary classifier of the projections, the contrast of a weak
 * view with the key of a strong view, and, once there are prototypes, the attraction of projections to the prototype of their class. Before
 * each batch, its labels are corrected anew from the given ones. The reconstruction of representations from projections is left out: with
 * prototypes, it trains the reconstructor alone.
 */
final class WebObjective implements Objective<ExampleBatch, WebObjective.Kept> {
    private final CorrectOptions options;
    private final TaskData data;
    private final int[] examples;
    private final int[] labels;
    private final boolean[] trusted;
    private final int classes;
    private final boolean hasPrototypes;
    private final NDManager manager;
    private final Views weak;
    private final Views strong;
    private final EncoderWithHead network;
    private final ProjectedHead head;
    private final FineTuning encoder;
    private final ParameterArena parameters;
    private final ParameterArena keys;
    private final NDArray queue;
    private final NDArray position;
    private final NDArray prototypes;

    /**
     * What is known of a batch at the end of the step.
     *
     * @param keys keys of the strong views (B, P)
     * @param z projections of the weak views (B, P)
     * @param members 1 for the class of an example that is learned from (B, K)
     */
    record Kept(NDArray keys, NDArray z, NDArray members) {}

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param anchors trusted examples, from which prototypes are computed; empty for a training without prototypes
     * @param start initial weights: of the encoder alone, or all that {@link #saved} returned; empty for its own
     */
    WebObjective(
            CorrectOptions options,
            EncoderConfig config,
            TaskData data,
            int[] given,
            Optional<Trusted> anchors,
            Map<String, NDArray> start,
            NDManager parent) {
        this.options = options;
        this.data = data;
        examples = data.trainExamples();
        labels = anchors.map(each -> each.corrected(given)).orElse(given);
        trusted = anchors.map(each -> each.marks(given.length)).orElseGet(() -> new boolean[given.length]);
        classes = data.inputs().requireTarget().names().size();
        hasPrototypes = anchors.isPresent();
        manager = parent.newSubManager();
        weak = data.views(options.weak(), Views.Strength.WEAK);
        strong = data.views(options.strong(), Views.Strength.STRONG);
        Preprocessing input = data.inputs().preprocessing();
        head = new ProjectedHead(config.dimension(input), classes, options.dimension());
        network = new EncoderWithHead(config.build(input, options.training().precision()), head);
        network.initialize(manager);
        config.pretrain(network.encoder(), data.inputs(), manager);
        encoder = FineTuning.adapting(options.fineTune(), network.encoder(), manager);
        parameters = ParameterArena.adopt(network, encoder.layout(network, Embedder.PREFIX, 1), manager);
        NDArray random = manager.randomNormal(new Shape(options.queue(), options.dimension()));
        queue = Losses.unitRows(random);
        random.close();
        position = manager.zeros(new Shape(1), DataType.INT64);
        prototypes = manager.zeros(new Shape(classes, options.dimension()));
        load(start);
        keys = parameters.copyTo(manager.getDevice(), manager, false);
        if (hasPrototypes) {
            prototypes.set(firstPrototypes(anchors.get()));
        }
    }

    private void load(Map<String, NDArray> start) {
        NDArray earlier = start.get("queue");
        if (earlier != null) {
            parameters.load(start);
            queue.set(earlier.toFloatArray());
        } else if (!start.isEmpty()) {
            Embedder.load(parameters, start);
        }
    }

    /** The mean projection of the trusted examples of each class; of all examples with its label if none at all is trusted. */
    private float[] firstPrototypes(Trusted anchors) {
        int[] counted = labels.clone();
        for (int i = 0; i < counted.length; i++) {
            counted[i] = trusted[i] || anchors.rows().length == 0 ? counted[i] : -1;
        }
        try (NDManager scope = manager.newSubManager()) {
            return Prototypes.means(
                    head.projections(outputs(parameters, scope)).toFloatArray(), options.dimension(), counted, classes);
        }
    }

    private NDArray outputs(ParameterArena weights, NDManager scope) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return Embedder.embed(network, weights, data, TaskData.Part.TRAIN, scope);
        }
    }

    @Override
    public TrainingPhases phases() {
        return encoder;
    }

    @Override
    public BatchLoss<Kept> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        int[] rows = batch.placesIn(examples);
        ParameterStore store = parameters.bind(scope);
        NDArray view;
        NDArray newKeys;
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray read = batch.examples(scope);
            view = weak.of(batch, read, key, BatchStreams.VIEW);
            newKeys = keys(strong.of(batch, read, key, BatchStreams.KEY_VIEW), store, scope);
        }
        NDArray output = network.head()
                .forward(store, new NDList(encode(store, view)), true)
                .singletonOrThrow();
        NDArray logits = head.logits(output);
        NDArray z = head.projections(output);
        NDArray auxiliary = head.auxiliary(output);
        NDArray targets;
        NDArray weights;
        NDArray softened;
        try (Autograd.Recording pause = Autograd.pause()) {
            Correction correction = correction(logits, z, rows, progress);
            targets = targets(correction, scope);
            weights = weights(correction, scope);
            softened = options.bootstrap().isPresent() && hasPrototypes
                    ? softened(options.bootstrap().get(), z, newKeys, targets, store)
                    : targets;
        }
        NDArray loss = Losses.crossEntropy(logits, targets, weights)
                .add(Losses.crossEntropy(auxiliary, softened, weights))
                .add(Losses.infoNce(z, newKeys, queue, options.temperature()));
        if (hasPrototypes) {
            loss = loss.add(Prototypes.attraction(z, prototypes, targets, weights, options.temperature()));
        }
        return new BatchLoss<>(loss, new Kept(newKeys, z, targets.mul(weights.expandDims(1))));
    }

    private NDArray encode(ParameterStore store, NDArray view) {
        return encoder.encode(store, options.training().precision().of(view));
    }

    /** Keys of the strong views (B, P): of the momentum encoder, and of the same projection as those of the weak views. */
    private NDArray keys(NDArray view, ParameterStore store, NDManager scope) {
        NDArray features = encode(keys.bind(scope), view);
        return head.projections(
                network.head().forward(store, new NDList(features), true).singletonOrThrow());
    }

    private Correction correction(NDArray logits, NDArray z, int[] rows, double progress) {
        int[] given = Arrays.stream(rows).map(row -> labels[row]).toArray();
        if (!hasPrototypes || progress < options.cleanFrom()) {
            return Correction.none(given);
        }
        boolean[] sure = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            sure[i] = trusted[rows[i]];
        }
        return Correction.of(scores(logits, z), given, sure, options.threshold());
    }

    private float[] scores(NDArray logits, NDArray z) {
        try (NDArray scores =
                Prototypes.scores(logits, z, prototypes, options.classifierShare(), options.temperature())) {
            return scores.toFloatArray();
        }
    }

    private NDArray targets(Correction correction, NDManager scope) {
        int[] own = correction.classes();
        float[] targets = new float[own.length * classes];
        for (int i = 0; i < own.length; i++) {
            targets[i * classes + own[i]] = 1;
        }
        return scope.create(targets, new Shape(own.length, classes));
    }

    private static NDArray weights(Correction correction, NDManager scope) {
        boolean[] kept = correction.kept();
        float[] weights = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            weights[i] = kept[i] ? 1 : 0;
        }
        return scope.create(weights, new Shape(kept.length));
    }

    /** Targets mixed with those of collective bootstrapping (equation 8), of which the keys of the batch are a part. */
    private NDArray softened(
            BootstrapOptions bootstrap, NDArray z, NDArray newKeys, NDArray targets, ParameterStore store) {
        NDArray all = newKeys.concat(queue, 0);
        NDArray scores = Prototypes.scores(
                head.auxiliary(store, all), all, prototypes, options.classifierShare(), options.temperature());
        NDArray believed = bootstrap.weights() == BootstrapOptions.Weights.SOFTMAX
                ? Prototypes.collective(z, all, scores, options.temperature())
                : Prototypes.collectiveClipped(z, all, scores);
        return Losses.scaled(targets, 1 - bootstrap.weight()).add(Losses.scaled(believed, bootstrap.weight()));
    }

    @Override
    public void moved(List<Kept> kept, double rateFactor) {
        keys.averageWith(parameters, options.momentum());
        try (Autograd.Recording pause = Autograd.pause()) {
            for (Kept each : kept) {
                KeyQueue.enqueue(queue, position, each.keys());
                if (hasPrototypes) {
                    Prototypes.move(prototypes, each.z(), each.members(), options.prototypeMomentum());
                }
            }
        }
    }

    /**
     * Decides for all training examples as they are, without views.
     *
     * @param trained weights of the network: those of this objective, or their moving average
     */
    Decided decided(ParameterArena trained) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray output = outputs(trained, scope);
            float[] scores = scores(head.logits(output), head.projections(output));
            return new Decided(
                    scores,
                    Correction.of(scores, labels, trusted, options.threshold()).withoutEmptyClasses(scores, labels));
        }
    }

    /** A decision and the scores (N, K), row-major, that it follows from. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Decided(float[] scores, Correction correction) {}

    /** Returns what a second training starts from: all weights, and the queue. */
    Map<String, NDArray> saved(ParameterArena trained, NDManager scope) {
        Map<String, NDArray> saved = new LinkedHashMap<>(trained.named(scope));
        saved.put("queue", queue);
        return saved;
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("queue", queue);
        state.put("position", position);
        state.put("prototypes", prototypes);
        state.put("key_values", keys.values());
        state.put("key_statistics", keys.statistics());
        return state;
    }

    @Override
    public void close() {
        manager.close();
    }
}
