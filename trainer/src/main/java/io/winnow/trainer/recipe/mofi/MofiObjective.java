package io.winnow.trainer.recipe.mofi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.NamedEntityHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.loss.EntityLosses;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.CenterOptions;
import io.winnow.trainer.recipe.FineTuning;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classification of entities by sampled centers, their contrast with names, or both on the same vectors (mofi.md, section 3). Of each batch
 * its sampled centers are kept, until their gradient is known.
 */
final class MofiObjective implements Objective<ExampleBatch, Optional<SampledClassCenters.Sample>> {
    private final LearnOptions options;
    private final EntityLabels labels;
    private final int[] examples;
    private final NDManager manager;
    private final Views views;
    private final EncoderWithHead network;
    private final NamedEntityHead head;
    private final FineTuning encoder;
    private final ParameterArena parameters;
    /** Empty if the contrast alone is learned. */
    private final Optional<SampledClassCenters> centers;

    private final Optional<Contrasted> contrasted;

    /**
     * What examples are contrasted with.
     *
     * @param vectors vectors of the different texts (T, W)
     */
    private record Contrasted(ContrastOptions options, EntityTexts texts, NDArray vectors) {}

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param texts texts of the entities; empty without a contrast
     * @param start initial weights of the encoder; empty for its own, which are random or published ones
     */
    MofiObjective(
            LearnOptions options,
            TaskData data,
            EntityLabels labels,
            Optional<EntityTexts> texts,
            Map<String, NDArray> start,
            NDManager parent)
            throws IOException {
        this.options = options;
        this.labels = labels;
        examples = data.trainExamples();
        manager = parent.newSubManager();
        views = data.views(options.augmentation(), Views.Strength.WEAK);
        network = options.network(
                data.inputs().preprocessing(), options.training().precision());
        head = (NamedEntityHead) network.head();
        network.initialize(manager);
        options.encoder().pretrain(network.encoder(), data.inputs(), manager);
        encoder = FineTuning.adapting(options.fineTune(), network.encoder(), manager);
        parameters = ParameterArena.adopt(network, encoder.layout(network, Embedder.PREFIX, 1), manager);
        if (!start.isEmpty()) {
            Embedder.load(parameters, start);
        }
        centers = options.classification() == 0
                ? Optional.empty()
                : Optional.of(
                        options.classify().centers().start() == CenterOptions.Start.MEANS
                                ? new SampledClassCenters(means(data), 0)
                                : SampledClassCenters.random(manager, labels.count(), options.dimension(), 0));
        contrasted = texts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Contrasted(
                        options.contrast().orElseThrow(),
                        texts.get(),
                        EntityTexts.vectors(texts.get().texts(), manager)));
    }

    private NDArray means(TaskData data) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray vectors = Embedder.embed(network, parameters, data, TaskData.Part.TRAIN, scope);
            return CenterOptions.means(vectors, i -> labels.entities()[i], labels.count(), manager);
        }
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public TrainingPhases phases() {
        return encoder;
    }

    @Override
    public BatchLoss<Optional<SampledClassCenters.Sample>> loss(
            ExampleBatch batch, long key, double progress, NDManager scope) {
        int[] entities = labels.draw(batch.placesIn(examples), key);
        NDArray view;
        try (Autograd.Recording pause = Autograd.pause()) {
            view = views.of(batch, batch.examples(scope), key, BatchStreams.VIEW);
        }
        ParameterStore store = parameters.bind(scope);
        NDArray vectors = head.forward(
                        store,
                        new NDList(encoder.encode(
                                store, options.training().precision().of(view))),
                        true)
                .singletonOrThrow();
        Optional<SampledClassCenters.Sample> sample = centers.map(each -> each.sampleOf(
                entities,
                options.classify().sampled().orElse(each.count()),
                CounterRandom.key(key, BatchStreams.SAMPLED_CLASSES)));
        Optional<NDArray> found = sample.map(each -> classification(vectors, each));
        Optional<NDArray> named = contrasted.map(each -> contrast(each, vectors, entities, key, store));
        double weight = options.classification();
        NDArray whole = found.isPresent() && named.isPresent()
                ? Losses.scaled(found.get(), weight).add(Losses.scaled(named.get(), 1 - weight))
                : found.or(() -> named).orElseThrow();
        return new BatchLoss<>(whole, sample);
    }

    private NDArray classification(NDArray vectors, SampledClassCenters.Sample sample) {
        NDArray own = sample.positives().reshape(-1);
        return EntityLosses.marginSoftmax(
                vectors,
                sample.values(),
                own,
                options.classify().temperature(),
                options.classify().margin());
    }

    private NDArray contrast(Contrasted with, NDArray vectors, int[] entities, long key, ParameterStore store) {
        NDManager scope = vectors.getManager();
        long[] groups = Arrays.stream(entities)
                .mapToLong(each -> with.texts().groups()[each])
                .toArray();
        NDArray chosen;
        try (Autograd.Recording pause = Autograd.pause()) {
            chosen = with.vectors().get(scope.create(with.texts().draw(entities, key)));
            chosen.attach(scope);
        }
        return EntityLosses.contrast(
                vectors,
                head.texts(store, chosen, true),
                scope.create(groups),
                head.logScale(store, vectors, true),
                with.options().maskTwins());
    }

    @Override
    public void collect(Optional<SampledClassCenters.Sample> sample) {
        sample.ifPresent(each -> centers.orElseThrow().collect(each));
    }

    @Override
    public void moved(List<Optional<SampledClassCenters.Sample>> samples, double rateFactor) {
        CenterOptions rule = options.classify().centers();
        centers.ifPresent(each -> each.step(rule.learningRate() * rateFactor, rule.momentum(), rule.weightDecay()));
        if (contrasted.isPresent()) {
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager scope = manager.newSubManager()) {
                EntityLosses.limit(
                        head.logScale(parameters.bind(scope), parameters.values(), false),
                        ContrastOptions.LEAST_TEMPERATURE);
            }
        }
    }

    @Override
    public Map<String, NDArray> state() {
        return centers.map(SampledClassCenters::state).orElse(Map.of());
    }

    @Override
    public void close() {
        centers.ifPresent(SampledClassCenters::close);
        manager.close();
    }
}
