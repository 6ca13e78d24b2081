package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetKind;
import io.winnow.trainer.target.TargetMetric;
import io.winnow.trainer.target.Targets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a network in training on the validation examples, by the metrics of its target. They are recorded under {@code validation/} and
 * their name. Test examples are never used.
 */
public final class Validation {
    private static final String PREFIX = "validation/";

    private final TaskData data;
    private final Target target;
    private final NDManager manager;

    private Validation(TaskData data, Target target, NDManager manager) {
        this.data = data;
        this.target = target;
        this.manager = manager;
    }

    /** Returns the validation on some data; empty if they have no validation examples with labels that the target takes. */
    public static Optional<Validation> of(TaskData data, NDManager manager) {
        Target target = data.inputs().requireTarget();
        return labels(data)
                .filter(labels -> Targets.kindOf(target).labels().contains(labels.getClass()))
                .map(labels -> new Validation(data, target, manager));
    }

    private static Optional<Labels> labels(TaskData data) {
        return data.validation()
                .<Labels>map(examples -> examples.labels())
                .filter(labels -> !(labels instanceof NoLabels));
    }

    /** Returns the names of the metrics, the most important one first. Some may be undefined for these labels. */
    public List<String> names() {
        return metrics(target).stream().map(TargetMetric::name).toList();
    }

    private static List<TargetMetric> metrics(Target target) {
        TargetKind kind = Targets.kindOf(target);
        List<TargetMetric> metrics = new ArrayList<>();
        kind.metrics().forEach(metric -> metrics.add(recorded(PREFIX, metric)));
        if (kind.perNumber() && target.names().size() > 1) {
            for (String number : target.names()) {
                kind.metrics().forEach(metric -> metrics.add(recorded(PREFIX + number + "_", metric)));
            }
        }
        return metrics;
    }

    private static TargetMetric recorded(String prefix, TargetMetric metric) {
        return new TargetMetric(prefix + metric.name(), metric.higherIsBetter());
    }

    /**
     * Returns the training of a stage with the metrics that are recorded on some data.
     *
     * @throws UserException if the data have no validation examples with labels
     */
    static ValidatedTraining training(String stage, TrainingOptions options, TaskData data) {
        if (labels(data).isEmpty()) {
            throw new UserException(data.train().name() + " has no validation " + data.unit()
                    + " with labels, and settings are never chosen by test metrics. " + data.validationAdvice() + ".");
        }
        return new ValidatedTraining(
                List.of(stage),
                "recipe." + stage + ".training",
                Optional.of(options),
                metrics(data.inputs().requireTarget()));
    }

    private static List<String> names(TargetKind kind) {
        return kind.metrics().stream().map(metric -> PREFIX + metric.name()).toList();
    }

    /** Returns the metrics of a network with these weights, without those that are undefined. */
    public Map<String, Double> of(Layer network, ParameterArena weights) {
        Map<String, Double> values = new LinkedHashMap<>();
        report(network, weights).metrics().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                values.put(PREFIX + name, value);
            }
        });
        return values;
    }

    private Report report(Layer network, ParameterArena weights) {
        TaskData.Part part = TaskData.Part.VALIDATION;
        Labels truth = data.of(part).labels();
        Optional<Target.Judging> judging = target.judging(truth);
        if (judging.isPresent()) {
            Target.Judging each = judging.get();
            Embedder.forEach(network, weights, data, part, each.batchSize(), manager, outputs -> {
                try (NDArray predicted = target.predictions(outputs)) {
                    each.add(predicted.toFloatArray());
                }
            });
            return each.report();
        }
        try (NDArray outputs = Embedder.embed(network, weights, data, part, manager);
                NDArray predicted = target.predictions(outputs)) {
            return Targets.judge(
                    target, predicted.toFloatArray(), truth, data.of(part).name(), data.unit());
        }
    }

    /**
     * Checks, as far as the configuration tells, that the metric which early stopping watches exists, and which of its values are better.
     *
     * @param kind kind of the target; empty if only the data tell
     */
    static void check(Checks checks, String key, TrainingOptions training, Optional<TargetKind> kind) {
        if (training == null || training.earlyStopping().isEmpty()) {
            return;
        }
        TrainingOptions.EarlyStopping rule = training.earlyStopping().get();
        List<TargetKind> kinds = kind.map(List::of).orElseGet(Targets::kinds);
        List<String> known = new ArrayList<>(Training.LOGGED);
        kinds.forEach(each -> known.addAll(names(each)));
        List<String> distinct = known.stream().distinct().toList();
        boolean ofOneNumber = kinds.stream()
                .anyMatch(
                        each -> each.metrics().stream().anyMatch(metric -> isOfOneNumber(each, metric, rule.metric())));
        checks.that(
                distinct.contains(rule.metric()) || ofOneNumber,
                key + ".early_stopping.metric",
                "unknown metric '" + rule.metric() + "'; " + Names.allowed(rule.metric(), distinct));
        List<Boolean> higher = kinds.stream()
                .flatMap(each -> each.metrics().stream()
                        .filter(metric -> rule.metric().equals(PREFIX + metric.name())
                                || isOfOneNumber(each, metric, rule.metric()))
                        .map(TargetMetric::higherIsBetter))
                .distinct()
                .toList();
        if (higher.size() == 1) {
            boolean max = higher.get(0);
            checks.that(
                    max == (rule.goal() == TrainingOptions.Goal.MAX),
                    key + ".early_stopping.goal",
                    "must be " + (max ? "max" : "min") + " for " + rule.metric() + ", of which a "
                            + (max ? "higher" : "lower") + " value is better");
        }
    }

    /** Whether a name may be that of a metric of one of several numbers, whose names only the data tell. */
    private static boolean isOfOneNumber(TargetKind kind, TargetMetric metric, String name) {
        return kind.perNumber() && name.startsWith(PREFIX) && name.endsWith("_" + metric.name());
    }

    /** Checks that there are validation examples if early stopping watches a metric of them. */
    static void checkSizes(SizeChecks checks, String key, TrainingOptions training, TaskData data) {
        String metric = training.earlyStopping()
                .map(TrainingOptions.EarlyStopping::metric)
                .orElse("");
        checks.that(
                !metric.startsWith(PREFIX) || labels(data).isPresent(),
                key + ".early_stopping.metric",
                "is '" + metric + "', but " + data.train().name() + " has no validation " + data.unit()
                        + " with labels. " + data.validationAdvice() + ", or watch loss");
    }
}
