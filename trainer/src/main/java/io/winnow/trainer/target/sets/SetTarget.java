package io.winnow.trainer.target.sets;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.FeatureUnion;
import io.winnow.models.loss.MultiLabelLoss;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.LabelScores;
import io.winnow.trainer.evaluate.LabelSetReport;
import io.winnow.trainer.evaluate.LabelThresholds;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.LogisticRegression;
import io.winnow.trainer.evaluate.LogitRows;
import io.winnow.trainer.evaluate.PriorRegression;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.RunningLabelSets;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetKind;
import io.winnow.trainer.target.TargetLoss;
import io.winnow.trainer.target.TargetMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Any number of classes. Outputs are logits (B, C), and predictions are a probability for each class (B, C), which need not sum to 1.
 *
 * @param names names of the classes (C)
 * @param counts number of training examples that are known to have each class (C)
 * @param examples number of training examples
 * @param thresholds probabilities from which on a class is predicted; null if none were chosen, which means 0.5
 */
public record SetTarget(List<String> names, List<Integer> counts, int examples, LabelThresholds thresholds)
        implements Target {
    /** Number of validation positives from which on a class gets a threshold of its own (text-common.md, section 4). */
    private static final int FEWEST = 20;

    public static final TargetKind KIND = new TargetKind(
            "set",
            "any number of classes",
            List.of(ClassSets.class),
            SetTarget.class,
            List.of(
                    PairwiseLoss.BinaryCrossEntropy.class,
                    PairwiseLoss.PartialBinaryCrossEntropy.class,
                    PairwiseLoss.Focal.class,
                    PairwiseLoss.Asymmetric.class,
                    PairwiseLoss.Hill.class,
                    PairwiseLoss.DistributionBalanced.class,
                    MultiFocalLoss.class,
                    BatchwiseLoss.ExpectedPositives.class,
                    BatchwiseLoss.Role.class,
                    LargeLoss.class,
                    BatchwiseLoss.PositiveUnlabeled.class,
                    SampledLoss.class),
            List.of(
                    TargetMetric.higher("map"),
                    TargetMetric.higher("map_many"),
                    TargetMetric.higher("map_medium"),
                    TargetMetric.higher("map_few"),
                    TargetMetric.higher("of1"),
                    TargetMetric.higher("op"),
                    TargetMetric.higher("or"),
                    TargetMetric.higher("macro_f1"),
                    TargetMetric.higher("macro_f1_of_all"),
                    TargetMetric.higher("weighted_f1"),
                    TargetMetric.higher("cf1"),
                    TargetMetric.higher("cp"),
                    TargetMetric.higher("cr"),
                    TargetMetric.higher("example_f1"),
                    TargetMetric.higher("subset_accuracy"),
                    TargetMetric.lower("hamming_loss"),
                    TargetMetric.lower("size_error"),
                    TargetMetric.higher("top3_of1"),
                    TargetMetric.higher("top3_macro_f1"),
                    TargetMetric.higher("top3_cf1"),
                    TargetMetric.higher("precision_at_1"),
                    TargetMetric.higher("precision_at_3"),
                    TargetMetric.higher("precision_at_5"),
                    TargetMetric.higher("ndcg_at_5"),
                    TargetMetric.higher("psp_at_5"),
                    TargetMetric.higher("lrap"),
                    TargetMetric.lower("ranking_loss"),
                    TargetMetric.lower("coverage"),
                    TargetMetric.lower("one_error"),
                    TargetMetric.lower("ece"),
                    TargetMetric.lower("brier")),
            labels -> new SetTarget(
                    labels.classNames(),
                    Arrays.stream(labels.counts())
                            .mapToObj(count -> (int) count)
                            .toList(),
                    labels.size(),
                    null));

    public SetTarget {
        names = List.copyOf(names);
        counts = List.copyOf(counts);
    }

    @Override
    public Layer head(int in) {
        return Dense.standard(in, names.size());
    }

    @Override
    public boolean hasClassLogits() {
        return true;
    }

    @Override
    public TargetLoss usualLoss() {
        return new PairwiseLoss.BinaryCrossEntropy(
                PairwiseLoss.Unknown.IGNORE, 1, 0, new SetLoss.Sum(MultiLabelLoss.Reduction.MEAN, false));
    }

    /** The states of all pairs (B, C): 1 for positive, -1 for negative and 0 for unknown. */
    @Override
    public Encoded encode(Labels labels) {
        return SetLoss.states((ClassSets) labels);
    }

    /**
     * A class with a large enough share is positive, unless it is known that the example does not have it. Of the others nothing is known: the
     * view may not show a class of the example, or the other may not have seen it.
     */
    @Override
    public Optional<ViewTargets> viewTargets(double least) {
        return Optional.of((given, shares) -> {
            float[] target = new float[given.length];
            for (int c = 0; c < target.length; c++) {
                boolean absent = given[c] == ClassSets.NEGATIVE;
                target[c] = absent ? ClassSets.NEGATIVE : shares[c] >= least ? ClassSets.POSITIVE : ClassSets.UNKNOWN;
            }
            return target;
        });
    }

    @Override
    public Optional<NDArray> unions(NDArray targets, NDArray order) {
        return Optional.of(FeatureUnion.ofStates(targets, order));
    }

    @Override
    public Optional<ClassShares> classShares(Labels labels) {
        ClassSets sets = (ClassSets) labels;
        return Optional.of(example -> {
            double[] shares = new double[names.size()];
            for (int positive : sets.positives()[example]) {
                shares[positive] = 1;
            }
            return shares;
        });
    }

    @Override
    public Optional<LibraryHead> libraryHead(NDArray weight, NDArray bias) {
        return Optional.of(new LibraryHead(weight, bias, Published.Outputs.ANY_CLASSES));
    }

    @Override
    public NDArray predictions(NDArray outputs) {
        return Activation.sigmoid(outputs);
    }

    @Override
    public Optional<NDArray> ofClassLogits(NDArray logits) {
        return Optional.of(predictions(logits));
    }

    /**
     * Chooses the thresholds with the largest F1 for each class; classes with few positives share one. With an expected number of labels,
     * one threshold for all classes matches it. Without a known negative, no threshold is chosen: the largest F1 would be that of predicting
     * everything; nor without a positive, when every threshold has the same.
     */
    @Override
    public Target tuned(float[] predictions, Labels truth, Optional<Double> expected) {
        if (expected.isPresent()) {
            return with(LabelThresholds.matching(predictions, names.size(), expected.get()));
        }
        return truth instanceof ClassSets sets && SetDoubts.canTune(sets)
                ? with(LabelThresholds.largestF1(LabelScores.of(predictions, sets), FEWEST))
                : this;
    }

    @Override
    public List<String> doubts(Labels test, Optional<Labels> validation, boolean expected, String unit) {
        return SetDoubts.of(test, validation, expected, unit);
    }

    @Override
    public Target withThreshold(double threshold) {
        return with(LabelThresholds.fixed(threshold, names.size()));
    }

    SetTarget with(LabelThresholds chosen) {
        return new SetTarget(names, counts, examples, chosen);
    }

    @Override
    public Optional<LogitRows> logits(float[] outputs, Labels truth) {
        if (truth instanceof ClassSets sets && !holds(sets.size())) {
            throw new UserException(
                    "Probabilities are calibrated on all pairs of an example and a class at once, which is"
                            + " possible for at most " + RunningLabelSets.MOST_PAIRS + " pairs; found " + sets.size()
                            + " examples with " + names.size() + " classes. Calibrate on fewer examples.");
        }
        return truth instanceof ClassSets sets
                ? Optional.of(LogitRows.ofSets(LabelScores.of(outputs, sets)))
                : Optional.empty();
    }

    @Override
    public Target atTemperature(double temperature) {
        return thresholds == null
                ? this
                : new SetTarget(names, counts, examples, thresholds.atTemperature(temperature));
    }

    @Override
    public Optional<Report> judge(float[] predictions, Labels truth) {
        return truth instanceof ClassSets sets
                ? Optional.of(LabelSetReport.of(
                        LabelScores.of(predictions, sets),
                        counts.stream().mapToInt(Integer::intValue).toArray(),
                        examples,
                        names,
                        Optional.ofNullable(thresholds)))
                : Optional.empty();
    }

    @Override
    public boolean holds(int rows) {
        return !RunningLabelSets.needed(rows, names.size());
    }

    @Override
    public Optional<Judging> judging(Labels truth) {
        return truth instanceof ClassSets sets && !holds(sets.size())
                ? Optional.of(new SetJudging(
                        this,
                        sets,
                        new RunningLabelSets(
                                sets,
                                counts.stream().mapToInt(Integer::intValue).toArray(),
                                examples,
                                Optional.ofNullable(thresholds))))
                : Optional.empty();
    }

    /** The entry {@code "labels"} has the predicted classes, and {@code "predictions"} the most probable ones, whatever their probability. */
    @Override
    public Map<String, Object> line(float[] prediction, int top) {
        List<Map<String, Object>> predictions = new ArrayList<>();
        for (int c : Ranks.first(prediction, top)) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", names.get(c));
            entry.put("probability", prediction[c]);
            entry.put("threshold", threshold(c));
            predictions.add(entry);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("labels", labels(prediction));
        line.put("predictions", predictions);
        return line;
    }

    /** The predicted classes, most probable first. */
    @Override
    public List<String> labels(float[] prediction) {
        int[] predicted = IntStream.range(0, prediction.length)
                .filter(c -> prediction[c] >= threshold(c))
                .toArray();
        float[] probabilities = new float[predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            probabilities[i] = prediction[predicted[i]];
        }
        return IntStream.of(Ranks.descending(probabilities))
                .mapToObj(i -> names.get(predicted[i]))
                .toList();
    }

    @Override
    public String reading() {
        return "Each of them is the probability that the example has a class; they need not sum to 1. A class is predicted if its"
                + " probability is at least its threshold, which is "
                + (thresholds == null
                        ? "0.5 for all classes."
                        : "in `target.thresholds.per_class`, in the same order.");
    }

    private double threshold(int number) {
        return thresholds == null ? 0.5 : thresholds.perClass()[number];
    }

    /** The share of the known pairs of each class that are positive; 0 if none is known. Unknown pairs count as negatives if no pair is negative. */
    @Override
    public float[] constant(Labels train) {
        ClassSets sets = ((ClassSets) train).withAssumedNegatives();
        int[] positives = SetLoss.positives(sets);
        int[] known = sets.knownCounts();
        float[] shares = new float[names.size()];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = known[c] == 0 ? 0 : (float) positives[c] / known[c];
        }
        return shares;
    }

    /** What linear models learn of each pair (N * C). */
    private static byte[] states(Labels labels) {
        return LabelScores.states(((ClassSets) labels).withAssumedNegatives());
    }

    /** A logistic regression for each class. */
    @Override
    public Optional<List<float[]>> sparseLinear(
            SparseRows train, Labels labels, List<SparseRows> others, double strength) {
        LogisticRegression model = LogisticRegression.oneVersusRest(train, states(labels), names.size(), strength);
        return Optional.of(others.stream().map(model::probabilities).toList());
    }

    /** A logistic regression for each class. */
    @Override
    public Optional<NDArray> priorLinear(NDArray prior, NDArray train, Labels labels, double strength) {
        return Optional.of(PriorRegression.oneVersusRest(train, states(labels), prior, strength));
    }

    @Override
    public Optional<NDArray> linearWeights(NDArray train, Labels labels, LinearProbe.Options options, long seed) {
        try (FittedProbe fitted = LinearProbe.fit(train, (ClassSets) labels, options, seed)) {
            return Optional.of(fitted.weights());
        }
    }

    @Override
    public Map<String, LinearModel> linearModels() {
        return Map.of("linear", (train, labels, others, options, seed) -> {
            try (FittedProbe fitted = LinearProbe.fit(train, (ClassSets) labels, options, seed)) {
                return others.stream().map(fitted::independentProbabilities).toList();
            }
        });
    }
}
