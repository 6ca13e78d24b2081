package io.winnow.trainer.engine;

import io.winnow.trainer.run.MetricEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A training as {@code trainer_state.json} of the Trainer of HuggingFace's transformers has it ({@code transformers.TrainerState}), for tools
 * that draw or compare such files. What is not known is left out: its defaults apply when the file is loaded.
 *
 * @param epoch passes over the data so far
 * @param globalStep optimizer steps so far
 * @param maxSteps the same, because the training has ended or may be resumed with other plans
 * @param numTrainEpochs passes over the data, rounded up
 * @param logHistory records by step: of the training with {@code loss}, {@code grad_norm} and {@code learning_rate}, and of the validation with
 *     names that begin with {@code eval_}
 * @param bestMetric best value of the validation metric that {@code early_stopping} watched; null if it watched none
 * @param bestModelCheckpoint folder of the checkpoint with the best value; null if it is not kept
 * @param isLocalProcessZero always true
 * @param isWorldProcessZero always true
 */
public record TrainerState(
        double epoch,
        long globalStep,
        long maxSteps,
        long numTrainEpochs,
        List<Map<String, Number>> logHistory,
        Double bestMetric,
        String bestModelCheckpoint,
        boolean isLocalProcessZero,
        boolean isWorldProcessZero) {
    private static final String LEARNING_RATE = "learning_rate";
    private static final String VALIDATION = "^validation[/_]";

    /**
     * Converts the events of a training.
     *
     * @param events events of one stage, in order
     * @param stage metrics of the stage, if it is complete; empty otherwise
     * @param checkpoint folder of the checkpoint of a step, empty if it is not kept
     */
    public static TrainerState of(
            List<MetricEvent> events, Map<String, Double> stage, LongFunction<Optional<String>> checkpoint) {
        Optional<Selection.Best> best = Selection.best(stage).filter(each -> isValidation(each.metric()));
        MetricEvent last = events.get(events.size() - 1);
        return new TrainerState(
                last.epoch(),
                last.step(),
                last.step(),
                (long) Math.ceil(last.epoch()),
                events.stream().map(TrainerState::entry).toList(),
                best.map(Selection.Best::value).orElse(null),
                best.flatMap(each -> checkpoint.apply(each.step())).orElse(null),
                true,
                true);
    }

    private static boolean isValidation(String metric) {
        return !metric.replaceFirst(VALIDATION, "").equals(metric);
    }

    /** Whether an event was measured by a training rather than by a validation or a stage that does not train. */
    public static boolean isOfTraining(MetricEvent event) {
        return event.values().containsKey(LEARNING_RATE);
    }

    private static Map<String, Number> entry(MetricEvent event) {
        Map<String, Number> entry = new LinkedHashMap<>();
        boolean training = isOfTraining(event);
        event.values().forEach((name, value) -> {
            if (Double.isFinite(value)) { // JSON has no other numbers
                entry.put(training ? ofTraining(name) : "eval_" + name.replaceFirst(VALIDATION, ""), value);
            }
        });
        entry.put("epoch", event.epoch());
        entry.put("step", event.step());
        return entry;
    }

    private static String ofTraining(String name) {
        return name.equals("gradient_norm") ? "grad_norm" : name;
    }
}
