package io.winnow.trainer.recipe.semi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.loss.ConsistencyLosses;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.recipe.FineTuning;
import io.winnow.trainer.recipe.supervised.ClassifierNetwork;
import io.winnow.trainer.recipe.supervised.Validation;
import io.winnow.trainer.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/**
 * The loss of labelled examples plus the divergence of the answers for strongly changed unlabelled examples from those for weakly changed ones,
 * which receive no gradient. Labelled examples and both copies of the unlabelled ones pass the network together, so that they share batch
 * statistics, unless their arrays differ in shape, as those of texts of different lengths do.
 */
final class SemiObjective implements Objective<SemiBatch, SemiObjective.Kept> {
    private static final String PSEUDO = "pseudo/";
    private static final String LABELLED_LOSS = "labelled_loss";
    private static final String UNLABELLED_LOSS = "unlabelled_loss";

    private final SemiOptions options;
    private final int[] examples;
    private final int[] unlabelled;
    private final Target.Encoded labels;
    private final int classes;
    private final double[] shares;
    private final NDManager manager;
    private final Views weakOfLabelled;
    private final Views weak;
    private final Views strong;
    private final EncoderWithHead network;
    private final ParameterArena parameters;
    private final FineTuning encoder;
    private final HostState threshold;
    private final HostState alignment;
    /** Counts of the pseudo-labels since the last validation, then the sums of both losses and the number of batches. */
    private final HostState counted;

    private final Optional<PseudoLabelCheck> check;
    private final Optional<Validation> validation;

    /**
     * What is known of a batch at the end of the step.
     *
     * @param rows positions of the unlabelled examples among all of them (U)
     * @param classes their pseudo-labels (U)
     * @param passed whether each counts (U)
     * @param labelledLoss loss of the labelled examples (scalar)
     * @param unlabelledLoss loss of the unlabelled examples (scalar)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Kept(int[] rows, int[] classes, boolean[] passed, NDArray labelledLoss, NDArray unlabelledLoss) {}

    /**
     * Creates the initial model. Its random weights are drawn with PyTorch's current seed.
     *
     * @param data the labelled examples
     * @param without the unlabelled examples
     * @param start initial weights of the encoder; empty for its own, which are random or published ones
     */
    SemiObjective(SemiOptions options, TaskData data, TaskData without, Map<String, NDArray> start, NDManager parent) {
        this.options = options;
        Target target = data.inputs().requireTarget();
        examples = data.trainExamples();
        unlabelled = without.trainExamples();
        labels = target.encode(data.trainLabels());
        classes = target.names().size();
        shares = data.trainLabels().shares();
        manager = parent.newSubManager();
        weakOfLabelled = data.views(options.weak(), Views.Strength.WEAK);
        weak = without.views(options.weak(), Views.Strength.WEAK);
        strong = without.views(options.strong(), Views.Strength.CHANGED);
        network = ClassifierNetwork.of(
                options.classifier(), data.inputs(), options.training().precision());
        network.initialize(manager);
        options.encoder().pretrain(network.encoder(), data.inputs(), manager);
        encoder = FineTuning.adapting(options.fineTune(), network.encoder(), manager);
        parameters =
                ParameterArena.adopt(network, encoder.layout(network, Embedder.PREFIX, options.headRate()), manager);
        if (!start.isEmpty()) {
            Embedder.load(parameters, start);
        }
        threshold = new HostState(options.threshold().start(classes, unlabelled.length), manager);
        alignment = new HostState(
                options.alignment().map(each -> each.start(classes)).orElse(new double[0]), manager);
        counted = new HostState(new double[PseudoLabelCounts.size(classes) + 3], manager);
        check = without.trueLabels().map(PseudoLabelCheck::new);
        validation = Validation.of(data, manager);
    }

    /** Prepares views that are made in advance. */
    void prepare(Consumer<String> say) {
        weakOfLabelled.prepare(say);
        weak.prepare(say);
        strong.prepare(say);
    }

    @Override
    public TrainingPhases phases() {
        return encoder;
    }

    @Override
    public BatchLoss<Kept> loss(SemiBatch batch, long key, double progress, NDManager scope) {
        int[] rows = batch.unlabelled().placesIn(unlabelled);
        NDArray targets;
        NDArray x;
        NDArray w;
        NDArray s;
        try (Autograd.Recording pause = Autograd.pause()) {
            targets = labels.of(
                    Arrays.stream(batch.labelled().placesIn(examples))
                            .asLongStream()
                            .toArray(),
                    scope);
            NDArray read = batch.unlabelled().examples(scope);
            x = weakOfLabelled.of(batch.labelled(), batch.labelled().examples(scope), key, BatchStreams.VIEW);
            w = weak.of(batch.unlabelled(), read, key, BatchStreams.UNLABELLED_VIEW);
            s = strong.of(batch.unlabelled(), read, key, BatchStreams.STRONG_VIEW);
        }
        ParameterStore store = parameters.bind(scope);
        SemiLogits logits = SemiLogits.of(each -> logits(store, each), x, w, s);
        Pseudo pseudo;
        try (Autograd.Recording pause = Autograd.pause()) {
            pseudo = pseudo(logits.weak().stopGradient(), rows, scope);
        }
        double limit = options.annealing()
                .map(each -> each.threshold(progress, classes))
                .orElse(2.0);
        NDArray labelledLoss = ConsistencyLosses.annealed(logits.labelled(), targets, limit);
        NDArray unlabelledLoss = ConsistencyLosses.consistency(logits.strong(), pseudo.targets(), pseudo.mask());
        NDArray loss = labelledLoss.add(Losses.scaled(unlabelledLoss, options.weight()));
        if (options.entropy() > 0) {
            loss = loss.add(Losses.scaled(ConsistencyLosses.entropy(logits.weak()), options.entropy()));
        }
        if (options.threshold().fairness() > 0) {
            loss = loss.add(Losses.scaled(
                    ConsistencyLosses.fairness(logits.strong(), pseudo.mask(), fairShares(scope)),
                    options.threshold().fairness()));
        }
        return new BatchLoss<>(loss, new Kept(rows, pseudo.classes(), pseudo.passed(), labelledLoss, unlabelledLoss));
    }

    private NDArray logits(ParameterStore store, NDArray examples) {
        NDArray features = encoder.encode(store, options.training().precision().of(examples));
        return network.head().forward(store, new NDList(features), true).singletonOrThrow();
    }

    /**
     * The pseudo-labels of a batch.
     *
     * @param targets what the strongly changed copies are to answer (U, K)
     * @param mask 1 for those that count (U)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    private record Pseudo(NDArray targets, NDArray mask, int[] classes, boolean[] passed) {}

    private Pseudo pseudo(NDArray logits, int[] rows, NDManager scope) {
        double[][] p = probabilities(logits);
        if (options.alignment().isPresent()) {
            double[] state = alignment.read();
            p = options.alignment().get().align(p, shares, state);
            alignment.write(state);
        }
        double[] state = threshold.read();
        boolean[] passed =
                options.threshold().pass(p, rows, state, options.target().strict());
        threshold.write(state);
        float[] targets = new float[rows.length * classes];
        float[] mask = new float[rows.length];
        int[] largest = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double[] target = options.target().of(p[i]);
            for (int k = 0; k < classes; k++) {
                targets[i * classes + k] = (float) target[k];
            }
            mask[i] = passed[i] ? 1 : 0;
            largest[i] = Ranks.largest(p[i]);
        }
        return new Pseudo(
                scope.create(targets, new Shape(rows.length, classes)),
                scope.create(mask, new Shape(rows.length)),
                largest,
                passed);
    }

    /** Returns the class probabilities (U, K) of logits, in double precision. */
    private double[][] probabilities(NDArray logits) {
        double[][] p = Tensors.doubleRows(logits);
        for (int i = 0; i < p.length; i++) {
            p[i] = Temperature.probabilities(p[i], 1);
        }
        return p;
    }

    private NDArray fairShares(NDManager scope) {
        double[] fair = options.threshold().shares(classes, threshold.read());
        float[] values = new float[classes];
        for (int k = 0; k < classes; k++) {
            values[k] = (float) fair[k];
        }
        return scope.create(values);
    }

    @Override
    public void moved(List<Kept> kept, double rateFactor) {
        double[] numbers = counted.read();
        int size = PseudoLabelCounts.size(classes);
        PseudoLabelCounts counts = counts(numbers);
        for (Kept each : kept) {
            counts.add(each.rows(), each.classes(), each.passed());
            numbers[size] += each.labelledLoss().stopGradient().getFloat();
            numbers[size + 1] += each.unlabelledLoss().stopGradient().getFloat();
            numbers[size + 2]++;
        }
        System.arraycopy(counts.numbers(), 0, numbers, 0, size);
        counted.write(numbers);
    }

    private PseudoLabelCounts counts(double[] numbers) {
        return new PseudoLabelCounts(Arrays.copyOf(numbers, PseudoLabelCounts.size(classes)), check);
    }

    @Override
    public List<String> validationMetrics() {
        List<String> names = new ArrayList<>(validation.map(Validation::names).orElse(List.of()));
        names.addAll(PseudoLabelCounts.names(PSEUDO));
        names.add(LABELLED_LOSS);
        names.add(UNLABELLED_LOSS);
        return names;
    }

    /** Judges the weights on validation examples, if there are any, and gives what was counted since the last time. */
    @Override
    public Map<String, Double> validate(ParameterArena weights) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        validation.ifPresent(each -> metrics.putAll(each.of(network, weights)));
        double[] numbers = counted.read();
        int size = PseudoLabelCounts.size(classes);
        metrics.putAll(counts(numbers).metrics(PSEUDO));
        if (numbers[size + 2] > 0) {
            metrics.put(LABELLED_LOSS, numbers[size] / numbers[size + 2]);
            metrics.put(UNLABELLED_LOSS, numbers[size + 1] / numbers[size + 2]);
        }
        counted.write(new double[numbers.length]);
        return metrics;
    }

    /** Returns how the trained network decides for pseudo-labels. */
    Decision decision() {
        double[] factors = options.alignment()
                .map(each -> each.factors(shares, alignment.read()))
                .orElseGet(() -> DoubleStream.generate(() -> 1).limit(classes).toArray());
        return new Decision(
                Arrays.stream(options.threshold().byClass(classes, threshold.read()))
                        .boxed()
                        .toList(),
                Arrays.stream(factors).boxed().toList(),
                options.target().strict());
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("counts", counted.array());
        if (threshold.array().size() > 0) {
            state.put("threshold", threshold.array());
        }
        if (alignment.array().size() > 0) {
            state.put("alignment", alignment.array());
        }
        return state;
    }

    @Override
    public void close() {
        manager.close();
    }
}
