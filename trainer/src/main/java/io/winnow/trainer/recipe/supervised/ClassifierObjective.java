package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.head.SampledLinear;
import io.winnow.models.loss.Mixup;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.ReplicableObjective;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link TargetLoss} on augmented images, optionally with mixup or CutMix, and their given labels. Of each batch the key of its random draws is
 * kept, for draws of a subclass at the end of the step, and the sample of classes, if the loss looks at no more.
 */
public class ClassifierObjective implements ReplicableObjective<ExampleBatch, ClassifierObjective.Kept> {
    private final ClassifierOptions options;
    private final TaskData data;
    private final int[] examples;
    private final Target.Encoded labels;
    private final ExampleWeights weights;
    private final NDManager manager;
    private final Views views;
    private final ClassifierModel model;
    private final TargetLoss.Bound loss;
    private final LossTerms terms;
    private final Optional<MapLabels> maps;
    private final Optional<Validation> validation;
    /** The head if the loss looks at only a sample of the classes; empty otherwise. */
    private final Optional<SampledHead> sampled;

    /**
     * What is kept of a batch until the end of the step.
     *
     * @param key key of the random draws of the batch
     * @param sample the classes that the loss looked at; empty if it looked at all
     */
    public record Kept(long key, Optional<SampledLinear.Sample> sample) {}

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param start initial weights of the encoder, or of encoder and head as {@link ClassifierTraining} saves them; empty for its own, which
     *     are random or published ones
     */
    public ClassifierObjective(ClassifierOptions options, TaskData data, Map<String, NDArray> start, NDManager parent) {
        this(options, Views.Strength.WEAK, data, start, parent);
    }

    /**
     * Creates the initial model, as the other constructor does.
     *
     * @param usual which of the usual views are those of the training examples, if the options have none
     */
    public ClassifierObjective(
            ClassifierOptions options,
            Views.Strength usual,
            TaskData data,
            Map<String, NDArray> start,
            NDManager parent) {
        this.options = options;
        this.data = data;
        Target target = data.inputs().requireTarget();
        examples = data.trainExamples();
        labels = target.encode(data.trainLabels());
        Optional<double[]> classWeights = options.classWeights().flatMap(given -> given.of(data.trainLabels(), target));
        manager = parent.newSubManager();
        views = data.views(options.augmentation(), usual);
        TargetLoss unbound = options.lossFor(data.inputs());
        model = new ClassifierModel(options, unbound, data, start, manager);
        sampled = unbound.sampling(data.trainLabels())
                .map(each -> new SampledHead(
                        each, options.training().optimizer(), options.headRate(), model.parameters(), manager));
        Optional<TargetLoss.Bound> weighed =
                classWeights.flatMap(each -> unbound.bindWeighed(data.trainLabels(), each, manager));
        loss = weighed.orElseGet(() -> unbound.bind(data.trainLabels(), manager));
        weights = ExampleWeights.of(data, weighed.isPresent() ? Optional.empty() : classWeights);
        terms = terms();
        maps = options.labelMaps().map(each -> MapLabels.open(each, data));
        validation = Validation.of(data, manager);
    }

    /** Creates a copy on the device of {@code parent}. */
    protected ClassifierObjective(ClassifierObjective original, NDManager parent) {
        options = original.options;
        data = original.data;
        examples = original.examples;
        labels = original.labels;
        weights = original.weights;
        manager = parent.newSubManager();
        views = original.views;
        model = original.model.copyTo(manager);
        loss = options.lossFor(data.inputs()).bind(data.trainLabels(), manager);
        terms = terms();
        maps = original.maps;
        validation = Optional.empty();
        sampled = Optional.empty();
    }

    private LossTerms terms() {
        return new LossTerms(
                options.union(),
                data.inputs().preprocessing().allowsMixtures(),
                data.inputs().requireTarget(),
                model,
                loss,
                weights);
    }

    @Override
    public List<? extends ClassifierObjective> replicate(List<NDManager> parents) {
        if (!options.lossFor(data.inputs()).averagesExamples() || !weights.isEmpty()) {
            throw new UserException("Several devices cannot share the batches of this training, because "
                    + (!weights.isEmpty() ? "its examples have weights" : "its loss is not a mean over examples")
                    + ". Set replicas: 1.");
        }
        return parents.stream()
                .map(parent -> new ClassifierObjective(this, parent))
                .toList();
    }

    @Override
    public ExampleBatch part(ExampleBatch batch, int begin, int end) {
        return batch.part(begin, end);
    }

    /**
     * The arrays of the current step, from which a subclass computes further terms of the loss.
     *
     * @param view augmented images before they are mixed (B, C, H, W)
     * @param rows (B) int64, positions of the examples among the training examples in use
     * @param mixtures what mixup or CutMix mixed; empty if the batch is not mixed
     * @param features representations (B, D) of the images that went through the encoder, which are mixed if the batch is
     * @param store parameters of the network in this step
     */
    protected record Step(
            NDArray view, NDArray rows, Optional<Mixup.Mixtures> mixtures, NDArray features, ParameterStore store) {}

    @Override
    public TrainingPhases phases() {
        return model.phases();
    }

    @Override
    public BatchLoss<Kept> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        long[] rows = Arrays.stream(batch.placesIn(examples)).asLongStream().toArray();
        if (sampled.isPresent()) {
            return sampledLoss(sampled.get(), batch, rows, key, scope);
        }
        NDArray numbers = scope.create(rows);
        NDArray view;
        NDArray targets;
        Mixing mixed;
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray read = batch.examples(scope);
            NDArray given = targets(numbers);
            targets = maps.map(each -> each.of(batch, given, read.getShape(), views, key, scope))
                    .orElse(given);
            targets.attach(scope);
            view = views.of(batch, read, key, BatchStreams.VIEW);
            mixed = Mixing.of(options, view, key);
        }
        ParameterStore store = model.parameters().bind(scope);
        NDArray features = model.encode(store, mixed.images());
        NDArray logits = model.head(store, features);
        Optional<NDArray> own = weights.of(rows, mixed.mixtures(), scope);
        NDArray labelled = mixed.mixtures()
                .map(each -> loss.ofMixtures(logits, targets, each, numbers, own, progress))
                .orElseGet(() -> loss.of(logits, targets, numbers, own, progress));
        Step step = new Step(view, numbers, mixed.mixtures(), features, store);
        NDArray headed = options.tokenHead()
                .flatMap(head -> head.term(model.network().head(), store, data.trainLabels(), logits))
                .map(labelled::add)
                .orElse(labelled);
        LossTerms.Batch of = new LossTerms.Batch(step, rows, targets, logits, key, progress);
        NDArray whole = withTerms(headed, step);
        for (Optional<NDArray> term : List.of(terms.unions(of), terms.mixtures(of))) {
            whole = term.map(whole::add).orElse(whole);
        }
        return new BatchLoss<>(whole, new Kept(key, Optional.empty()));
    }

    /** The loss as it is estimated from a sample of the classes. */
    private BatchLoss<Kept> sampledLoss(SampledHead head, ExampleBatch batch, long[] rows, long key, NDManager scope) {
        NDArray view;
        try (Autograd.Recording pause = Autograd.pause()) {
            view = views.of(batch, batch.examples(scope), key, BatchStreams.VIEW);
        }
        NDArray features = model.encode(model.parameters().bind(scope), view);
        SampledLinear.Sample sample = head.sample(rows, CounterRandom.key(key, BatchStreams.SAMPLED_CLASSES));
        return new BatchLoss<>(
                head.loss(features, sample, rows, weights.of(rows, Optional.empty(), scope)),
                new Kept(key, Optional.of(sample)));
    }

    @Override
    public void collect(Kept kept) {
        kept.sample().ifPresent(sample -> sampled.orElseThrow().collect(sample));
    }

    @Override
    public void moved(List<Kept> kept, double rateFactor) {
        sampled.ifPresent(head -> head.step(rateFactor));
    }

    /** Adds the terms of a method to the loss. By default, there are none. */
    protected NDArray withTerms(NDArray loss, Step step) {
        return loss;
    }

    /** Returns the outputs of the head for augmented images, recorded for the backward pass. */
    protected final NDArray logits(ParameterStore store, NDArray images) {
        return model.logits(store, images);
    }

    /** Returns the outputs of the network in evaluation mode, with weights of their own, for examples as they are. */
    protected final NDArray evaluated(ParameterArena weights, NDArray images, NDManager scope) {
        return model.evaluated(weights, images, scope);
    }

    /** Returns the representations (B, D) of augmented images, recorded for the backward pass if the encoder is trained now. */
    protected final NDArray encode(ParameterStore store, NDArray images) {
        return model.encode(store, images);
    }

    /**
     * Returns the targets of examples (B, W), as {@link Target#encode} gives them. By default, these are the given labels.
     *
     * @param rows (B) int64, positions of the examples among the training examples in use
     */
    protected NDArray targets(NDArray rows) {
        return labels.of(rows.toLongArray(), rows.getManager());
    }

    /** Returns the current class probabilities of the training examples in use (N * C), row-major. */
    protected final float[] predictions() {
        return model.predictions(model.parameters());
    }

    /**
     * Returns the unknown pairs that the loss took for positives; empty if it corrects nothing.
     *
     * @param weights the weights that predict
     */
    final Optional<CorrectedPairs> corrected(ParameterArena weights) {
        return loss.correctedPairs().map(marks -> {
            byte[] values = marks.toByteArray();
            boolean[] marked = new boolean[values.length];
            for (int i = 0; i < values.length; i++) {
                marked[i] = values[i] != 0;
            }
            return new CorrectedPairs(marked, model.predictions(weights));
        });
    }

    @Override
    public final ParameterArena parameters() {
        return model.parameters();
    }

    @Override
    public List<String> validationMetrics() {
        return validation.map(Validation::names).orElse(List.of());
    }

    @Override
    public Map<String, Double> validate(ParameterArena weights) {
        return validation.map(each -> each.of(model.network(), weights)).orElse(Map.of());
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>(loss.state());
        sampled.ifPresent(head -> state.putAll(head.state()));
        return state;
    }

    @Override
    public void close() {
        maps.ifPresent(MapLabels::close);
        sampled.ifPresent(SampledHead::close);
        manager.close();
    }
}
