package io.winnow.trainer.target.classes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.Published;
import io.winnow.trainer.evaluate.CandidateReport;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.DistributionReport;
import io.winnow.trainer.evaluate.ExclusionReport;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.FoundClassReport;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.LogisticRegression;
import io.winnow.trainer.evaluate.LogitRows;
import io.winnow.trainer.evaluate.PriorRegression;
import io.winnow.trainer.evaluate.ProportionReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.evaluate.Unjudged;
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
 * Exactly one of several classes. Outputs are logits (B, C), and predictions are class probabilities (B, C).
 *
 * @param names names of the classes (C)
 * @param counts number of training examples of each class (C), rounded if labels are shared
 * @param transition probability that a class is excluded for an example of a class (C, C), if examples have classes that they do not have;
 *     rows are true classes
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ClassTarget(List<String> names, List<Integer> counts, Optional<List<List<Double>>> transition)
        implements Target {
    public static final TargetKind KIND = new TargetKind(
            "class",
            "exactly one class",
            List.of(
                    ClassLabels.class,
                    SoftLabels.class,
                    CandidateLabels.class,
                    ExcludedLabels.class,
                    BagLabels.class,
                    DomainLabels.class,
                    VoteLabels.class),
            ClassTarget.class,
            List.of(
                    ClassLoss.CrossEntropy.class,
                    ClassLoss.Ldam.class,
                    ClassLoss.LogitAdjustment.class,
                    ClassLoss.EarlyLearning.class),
            List.of(
                    TargetMetric.higher("accuracy"),
                    TargetMetric.higher("many_accuracy"),
                    TargetMetric.higher("medium_accuracy"),
                    TargetMetric.higher("few_accuracy"),
                    TargetMetric.higher("balanced_accuracy"),
                    TargetMetric.lower("ece"),
                    TargetMetric.lower("nll"),
                    TargetMetric.higher("auc"),
                    TargetMetric.lower("kl"),
                    TargetMetric.lower("cross_entropy"),
                    TargetMetric.lower("total_variation"),
                    TargetMetric.higher("candidate_accuracy"),
                    TargetMetric.lower("candidate_log_loss"),
                    TargetMetric.lower("proportion_loss"),
                    TargetMetric.lower("share_error"),
                    TargetMetric.lower("scel"),
                    TargetMetric.higher("estimated_accuracy"),
                    TargetMetric.lower("contradicted")),
            labels -> new ClassTarget(
                    labels.classNames(),
                    Arrays.stream(labels.counts())
                            .mapToObj(count -> (int) Math.round(count))
                            .toList(),
                    labels instanceof ExcludedLabels excluded
                            ? Optional.of(Arrays.stream(excluded.matrix())
                                    .map(row -> Arrays.stream(row).boxed().toList())
                                    .toList())
                            : Optional.empty()));

    public ClassTarget {
        names = List.copyOf(names);
        counts = List.copyOf(counts);
    }

    /** A target whose examples are not said not to have a class. */
    public ClassTarget(List<String> names, List<Integer> counts) {
        this(names, counts, Optional.empty());
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
        return new ClassLoss.CrossEntropy(0, Optional.empty());
    }

    /**
     * Distributions over the classes (B, C); of candidates, 1 for each of them. Of classes that examples do not have, minus the number of
     * answers that exclude a class, and 1 for a class that is known to be right.
     */
    @Override
    public Encoded encode(Labels labels) {
        int classes = names.size();
        return (rows, manager) -> {
            float[] values = new float[rows.length * classes];
            for (int i = 0; i < rows.length; i++) {
                write(labels, (int) rows[i], values, i * classes);
            }
            return manager.create(values, new Shape(rows.length, classes));
        };
    }

    @Override
    public boolean learnsDistributions() {
        return true;
    }

    /** The distribution over the classes of the view takes the place of the given label. */
    @Override
    public Optional<ViewTargets> viewTargets(double least) {
        return Optional.of((given, shares) -> {
            float[] target = new float[shares.length];
            for (int c = 0; c < target.length; c++) {
                target[c] = (float) shares[c];
            }
            return target;
        });
    }

    @Override
    public Optional<ClassShares> classShares(Labels labels) {
        return Optional.of(example -> distribution(labels, example));
    }

    private static void write(Labels labels, int example, float[] values, int from) {
        if (labels instanceof ClassLabels single) {
            values[from + single.classes()[example]] = 1;
        } else if (labels instanceof CandidateLabels candidates) {
            for (int candidate : candidates.candidates()[example]) {
                values[from + candidate] = 1;
            }
        } else if (labels instanceof ExcludedLabels excluded) {
            for (int each : excluded.excluded()[example]) {
                values[from + each]--;
            }
            if (excluded.trusted()[example] >= 0) {
                values[from + excluded.trusted()[example]] = 1;
            }
        } else {
            double[] shares = distribution(labels, example);
            for (int c = 0; c < shares.length; c++) {
                values[from + c] = (float) shares[c];
            }
        }
    }

    /** The share of each class (C) in what is known of an example; candidates have equal shares. */
    private static double[] distribution(Labels labels, int example) {
        if (labels instanceof SoftLabels soft) {
            return soft.distribution(example);
        } else if (labels instanceof VoteLabels votes) {
            return votes.distribution(example);
        } else if (labels instanceof ExcludedLabels excluded) {
            return excluded.distribution(example);
        } else if (labels instanceof BagLabels bags) {
            return bags.distribution(example);
        } else if (labels instanceof DomainLabels) {
            return labels.shares();
        }
        double[] shares = new double[labels.classCount()];
        if (labels instanceof ClassLabels single && labels.known(example)) {
            shares[single.classes()[example]] = 1;
        } else if (labels instanceof CandidateLabels candidates) {
            for (int candidate : candidates.candidates()[example]) {
                shares[candidate] = 1.0 / candidates.candidates()[example].length;
            }
        }
        return shares;
    }

    @Override
    public Optional<LibraryHead> libraryHead(NDArray weight, NDArray bias) {
        return Optional.of(new LibraryHead(weight, bias, Published.Outputs.ONE_CLASS));
    }

    @Override
    public String reading() {
        return "They are the softmax of the outputs of the head and sum to 1. The class with the largest one is predicted.";
    }

    @Override
    public NDArray predictions(NDArray outputs) {
        return outputs.softmax(1);
    }

    @Override
    public Optional<NDArray> ofClassLogits(NDArray logits) {
        return Optional.of(predictions(logits));
    }

    @Override
    public Optional<LogitRows> logits(float[] outputs, Labels truth) {
        return truth instanceof ClassLabels single
                ? Optional.of(LogitRows.ofClasses(outputs, single))
                : Optional.empty();
    }

    @Override
    public Optional<Report> judge(float[] predictions, Labels truth) {
        if (truth instanceof ClassLabels single) {
            ClassificationReport report = ClassificationReport.of(
                    predictions,
                    single.classes(),
                    counts.stream().mapToInt(Integer::intValue).toArray(),
                    names);
            return Optional.of(transition.isPresent() ? report.withoutGroups() : report);
        } else if (truth instanceof SoftLabels || truth instanceof VoteLabels) {
            return Optional.of(DistributionReport.of(
                    predictions,
                    IntStream.range(0, truth.size())
                            .mapToObj(i -> distribution(truth, i))
                            .toArray(double[][]::new)));
        }
        if (truth instanceof ExcludedLabels excluded) {
            return judge(predictions, excluded);
        } else if (truth instanceof BagLabels bags) {
            return Optional.of(ProportionReport.of(predictions, bags));
        } else if (truth instanceof DomainLabels domains) {
            return Optional.of(judge(predictions, domains));
        }
        return truth instanceof CandidateLabels candidates
                ? Optional.of(CandidateReport.of(predictions, candidates.candidates(), names.size()))
                : Optional.empty();
    }

    /** Examples are judged by their class if it is known of all of them, and otherwise by the answers that exclude classes. */
    private Optional<Report> judge(float[] predictions, ExcludedLabels excluded) {
        if (excluded.trustedCount() == excluded.size()) {
            return judge(predictions, new ClassLabels(excluded.trusted(), excluded.classNames()));
        }
        return Optional.of(ExclusionReport.of(
                predictions,
                excluded,
                transition
                        .map(given -> given.stream()
                                .map(row ->
                                        row.stream().mapToDouble(each -> each).toArray())
                                .toArray(double[][]::new))
                        .orElseGet(excluded::matrix)));
    }

    /** Judges a classifier of domains by them, and one of found classes by the true ones, if they are known. */
    private Report judge(float[] predictions, DomainLabels domains) {
        if (names.equals(domains.domainNames())) {
            return ClassificationReport.of(
                    predictions,
                    domains.domains(),
                    counts.stream().mapToInt(Integer::intValue).toArray(),
                    names);
        }
        return domains.truth()
                .<Report>map(truth -> FoundClassReport.of(predictions, names.size(), truth))
                .orElseGet(Unjudged::new);
    }

    @Override
    public Map<String, Object> line(float[] prediction, int top) {
        List<Map<String, Object>> predictions = new ArrayList<>();
        for (int k : Arrays.stream(Ranks.descending(prediction)).limit(top).toArray()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", names.get(k));
            entry.put("probability", prediction[k]);
            predictions.add(entry);
        }
        return Map.of("predictions", predictions);
    }

    @Override
    public List<String> labels(float[] prediction) {
        return List.of(names.get(Ranks.descending(prediction)[0]));
    }

    /** The share of each class. */
    @Override
    public float[] constant(Labels train) {
        double[] shares = train.shares();
        float[] prediction = new float[shares.length];
        for (int c = 0; c < shares.length; c++) {
            prediction[c] = (float) shares[c];
        }
        return prediction;
    }

    /** Softmax regression on the class with the largest share. */
    @Override
    public Optional<List<float[]>> sparseLinear(
            SparseRows train, Labels labels, List<SparseRows> others, double strength) {
        LogisticRegression model = LogisticRegression.softmax(train, hard(labels), names.size(), strength);
        return Optional.of(others.stream().map(model::probabilities).toList());
    }

    @Override
    public Optional<NDArray> priorLinear(NDArray prior, NDArray train, Labels labels, double strength) {
        return Optional.of(PriorRegression.softmax(train, hard(labels), prior, strength));
    }

    @Override
    public Optional<NDArray> linearWeights(NDArray train, Labels labels, LinearProbe.Options options, long seed) {
        try (FittedProbe fitted = LinearProbe.fit(train, hard(labels), names.size(), options, seed, false)) {
            return Optional.of(fitted.weights());
        }
    }

    @Override
    public Map<String, LinearModel> linearModels() {
        Map<String, LinearModel> models = new LinkedHashMap<>();
        models.put("linear", softmax(false));
        models.put("linear_balanced", softmax(true));
        return models;
    }

    /** @param balanced whether each class has the same total weight */
    private LinearModel softmax(boolean balanced) {
        return (train, labels, others, options, seed) -> {
            try (FittedProbe fitted = LinearProbe.fit(train, hard(labels), names.size(), options, seed, balanced)) {
                return others.stream().map(fitted::probabilities).toList();
            }
        };
    }

    /** The class with the largest share of each example; of several, that with the smallest number. */
    private static int[] hard(Labels labels) {
        if (labels instanceof ClassLabels single) {
            return single.classes();
        }
        int[] classes = new int[labels.size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Ranks.largest(distribution(labels, i));
        }
        return classes;
    }
}
