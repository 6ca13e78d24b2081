package io.winnow.trainer.engine;

import ai.djl.Device;
import io.winnow.trainer.run.MetricEvent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Records the metrics of a training, shows them to the metric that is watched, and sums them up for the progress. */
final class MetricRecorder {
    private static final String MEMORY = "memory_gib";
    private static final double GIB = 1 << 30;

    private final TrainingOptions options;
    private final TrainingContext context;
    private final List<String> validationMetrics;
    private final String unit;
    private final Horizon horizon;
    private final MetricWindow window;
    private final BestStep best;
    private final Optional<LossScale> lossScale;
    private final Device device;
    /** Summary of the last recorded metrics. */
    private String note = "";
    /** The same for the last validation. */
    private String validationNote = "";
    /** Whether it was said that a metric is undefined. */
    private boolean undefinedSaid;

    /**
     * @param unit what examples are called
     * @param window sums over the steps since the last record
     * @param lossScale present in float16 only
     * @param device device whose memory is recorded
     */
    MetricRecorder(
            TrainingOptions options,
            TrainingContext context,
            Objective<?, ?> objective,
            String unit,
            Horizon horizon,
            MetricWindow window,
            BestStep best,
            Optional<LossScale> lossScale,
            Device device) {
        this.options = options;
        this.context = context;
        this.unit = unit;
        this.horizon = horizon;
        this.window = window;
        this.best = best;
        this.lossScale = lossScale;
        this.device = device;
        validationMetrics = objective.validationMetrics();
    }

    /** Summary of the metrics that were recorded last; empty before. */
    String note() {
        return note.isEmpty() || validationNote.isEmpty() ? note + validationNote : note + ", " + validationNote;
    }

    /** Records the metrics of the steps since the last record, and begins a new window. Returns whether early stopping should end the training. */
    boolean record(long step) throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", window.meanLoss());
        values.put("gradient_norm", window.meanNorm());
        values.put(
                "learning_rate",
                options.optimizer().learningRate() * options.schedule().factor(step - 1, horizon));
        lossScale.ifPresent(each -> {
            values.put("loss_scale", each.scale());
            values.put("skipped_steps", (double) each.skipped());
        });
        values.put("examples_per_second", window.examplesPerSecond());
        values.put("data_wait", window.dataWait());
        DeviceMemory.used(device).ifPresent(bytes -> values.put(MEMORY, bytes / GIB));
        values.putAll(window.rounds());
        note = String.format(Locale.ROOT, "loss %.4f, %.0f %s/s", window.meanLoss(), window.examplesPerSecond(), unit);
        putOperations(values);
        record(step, values);
        window.reset();
        return best.seen(step, values);
    }

    /** Adds the operations of the passes a second, and their share of what the devices could do. */
    private void putOperations(Map<String, Double> values) {
        double rate = window.operationsPerSecond();
        if (rate == 0) {
            return;
        }
        double gflops = rate / 1e9;
        values.put("gflops", gflops);
        note += String.format(Locale.ROOT, gflops < 10 ? ", %.1f GFLOP/s" : ", %.0f GFLOP/s", gflops);
        AttainableRate.of(device, options.precision()).ifPresent(most -> {
            // Replicas on a CPU share its threads.
            double share = rate
                    / (most * (device.isGpu() ? Math.max(1, context.devices().size()) : 1));
            values.put("utilisation", share);
            note += String.format(Locale.ROOT, " (%.0f%% of a matrix product)", 100 * share);
        });
    }

    /** Records the metrics of a validation. Returns whether early stopping should end the training. */
    boolean recordValidation(long step, Map<String, Double> values) throws IOException {
        record(step, values);
        noteUndefined(values);
        validationNote = shownMetric(values)
                .map(name -> String.format(Locale.ROOT, "%s %.4f", name, values.get(name)))
                .orElse("");
        return best.seen(step, values);
    }

    /** Says once if the metric that is watched should come from the validation, but is undefined on its examples. */
    private void noteUndefined(Map<String, Double> values) {
        options.earlyStopping()
                .map(TrainingOptions.EarlyStopping::metric)
                .filter(metric -> !undefinedSaid && validationMetrics.contains(metric) && !values.containsKey(metric))
                .ifPresent(metric -> {
                    undefinedSaid = true;
                    context.progress()
                            .say("Warning: early_stopping watches " + metric
                                    + ", which is undefined for the validation examples so far. "
                                    + (values.isEmpty()
                                            ? "No metric is defined for them."
                                            : "Defined are " + String.join(", ", values.keySet()) + "."));
                });
    }

    /** The metric of a validation that the progress shows: the one that is watched, or else the first one. */
    private Optional<String> shownMetric(Map<String, Double> values) {
        return options.earlyStopping()
                .map(TrainingOptions.EarlyStopping::metric)
                .filter(values::containsKey)
                .or(() -> validationMetrics.stream().filter(values::containsKey).findFirst());
    }

    private void record(long step, Map<String, Double> values) throws IOException {
        context.metrics()
                .record(new MetricEvent(
                        context.stage(),
                        step,
                        (double) step / horizon.stepsPerEpoch(),
                        System.currentTimeMillis() / 1e3,
                        values));
    }
}
