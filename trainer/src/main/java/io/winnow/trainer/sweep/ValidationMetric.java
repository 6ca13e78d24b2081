package io.winnow.trainer.sweep;

import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.Selection;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.TargetMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The metric of validation examples by which a sweep chooses.
 *
 * @param stages names of the stages that record it, whose mean counts
 * @param metric its name in {@code metrics.jsonl}, and whether a higher value is better
 */
public record ValidationMetric(List<String> stages, TargetMetric metric) {
    private static final String BEST_STEP = "best_step";

    public ValidationMetric {
        stages = List.copyOf(stages);
    }

    /**
     * Chooses a metric of a training.
     *
     * @param wanted its name; empty for that of early stopping if it is one of validation examples, and otherwise for the most important one
     * @throws UserException if it is no metric of validation examples
     */
    public static ValidationMetric of(ValidatedTraining training, Optional<String> wanted) {
        List<TargetMetric> known = training.metrics();
        List<String> names = known.stream().map(TargetMetric::name).toList();
        Optional<TrainingOptions.EarlyStopping> rule = training.options().flatMap(TrainingOptions::earlyStopping);
        Optional<String> watched =
                rule.map(TrainingOptions.EarlyStopping::metric).filter(names::contains);
        if (rule.isPresent() && watched.isEmpty() && rule.get().select() == TrainingOptions.Select.BEST) {
            throw new UserException("early_stopping selects the weights of the best step by "
                    + rule.get().metric()
                    + ", at which the validation metrics may not have been measured. Set " + training.key()
                    + ".early_stopping.metric to one of them, such as " + names.get(0) + ", or select to last.");
        }
        String name = wanted.or(() -> watched).orElse(names.get(0));
        if (!names.contains(name)) {
            throw new UserException(refusal(name, names));
        }
        return new ValidationMetric(training.stages(), known.get(names.indexOf(name)));
    }

    private static String refusal(String name, List<String> names) {
        Optional<String> twin = names.stream()
                .filter(each -> each.endsWith("/" + name.replaceFirst("^test[/_]", ""))
                        || each.endsWith("_" + name.replaceFirst("^test[/_]", "")))
                .findFirst();
        if (twin.isPresent()) {
            return "--metric " + name
                    + " is measured on test examples. A sweep never chooses by these: the test metric of the chosen"
                    + " settings would be too good, since they were chosen for it. Use --metric " + twin.get() + ".";
        }
        return "--metric " + name
                + (Training.LOGGED.contains(name)
                        ? " is measured on training examples, which say nothing of others"
                        : " is no metric of the validation examples")
                + "; " + Names.allowedAtEnd(name, names);
    }

    /**
     * Returns the value of the metric for the weights that are the result of a run: at the selected step if the training selects one, and
     * otherwise at its end. Empty if it is undefined there.
     *
     * @param run folder of a complete run
     */
    public OptionalDouble value(Path run, Result result) throws IOException {
        List<MetricEvent> events = MetricsFile.read(run.resolve("metrics.jsonl"));
        double sum = 0;
        for (int i = 0; i < result.stages().size(); i++) {
            StageSummary stage = result.stages().get(i);
            if (!stages.contains(stage.name())) {
                continue;
            }
            OptionalDouble value = value(events, i + 1 + "-" + stage.name(), stage.metrics());
            if (value.isEmpty()) {
                return value;
            }
            sum += value.getAsDouble();
        }
        return OptionalDouble.of(sum / stages.size());
    }

    private OptionalDouble value(List<MetricEvent> events, String label, Map<String, Double> summary) {
        Double selected = summary.getOrDefault(Selection.STEP, summary.get(BEST_STEP));
        long last = events.stream()
                .filter(event -> event.stage().equals(label))
                .mapToLong(MetricEvent::step)
                .max()
                .orElse(0);
        long step = selected == null ? last : selected.longValue();
        return events.stream()
                .filter(event -> event.stage().equals(label) && event.step() == step)
                .filter(event -> event.values().containsKey(metric.name()))
                .mapToDouble(event -> event.values().get(metric.name()))
                .filter(Double::isFinite)
                .reduce((first, second) -> second);
    }

    /** Whether a value is better than another one. */
    boolean isBetter(double value, double other) {
        return metric.higherIsBetter() ? value > other : value < other;
    }
}
