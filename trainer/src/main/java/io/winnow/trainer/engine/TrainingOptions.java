package io.winnow.trainer.engine;

import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;
import java.util.Optional;

/** Options of one training: its duration, batch size, precision, optimizer and schedule. */
@Doc("Options of one training: its duration, batch size, precision, optimizer and schedule.")
public record TrainingOptions(
        @Doc("Length of the training, such as {epochs: 10}, {steps: 5000} or {examples: 100000}.")
        Span duration,

        @Doc(
                "Number of examples in a forward pass, over all replicas. An optimizer step uses batch_size times accumulate examples.")
        @Default("128")
        int batchSize,

        @Doc(
                "Number format in which the encoder computes; parameters and losses are always float32. auto is bfloat16 on GPUs and on"
                        + " CPUs with instructions for it (avx512_bf16, amx_bf16), and float32 on others, where bfloat16 is very slow, and always for the encoder row_mlp. float16 is for GPUs without bfloat16 and uses dynamic loss scaling. tf32 requires an NVIDIA"
                        + " GPU and TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 in the environment.")
        @Default("float32")
        Precision precision,

        @Doc("Gradient accumulation: number of batches whose gradients are averaged for one optimizer step.")
        @Default("1")
        int accumulate,

        @Doc("The optimizer and its hyperparameters.") OptimizerOptions optimizer,

        @Doc("The learning rate schedule.") @Default("{kind: cosine}")
        Schedule schedule,

        @Doc("Gradient clipping: a gradient whose global norm exceeds this value is scaled down to it. Off by default.")
        Optional<Double> clipNorm,

        @Doc(
                "Decay of an exponential moving average (EMA) of the weights, in [0, 1), such as 0.999. If set, the averaged weights are"
                        + " the result of the training. Off by default.")
        Optional<Double> emaDecay,

        @Doc(
                "Watches a metric: keeps the checkpoint of its best step, and can end the training when it no longer improves. Off by"
                        + " default.")
        Optional<EarlyStopping> earlyStopping) {
    public TrainingOptions {
        // The reader of configurations passes null for a duration that is itself invalid, to report all mistakes
        // together.
        new Checks()
                .that(duration == null || !duration.isZero(), "duration", "must not be zero")
                .positive("batch_size", batchSize)
                .positive("accumulate", accumulate)
                .positive("clip_norm", clipNorm.orElse(1.0))
                .below("ema_decay", emaDecay.orElse(0.5), 0, 1)
                .done();
    }

    /**
     * Returns options whose result are the weights with the lowest value of a metric, without ever ending the training early. If early
     * stopping is already configured, its metric and patience are kept.
     */
    public TrainingOptions keepingBest(String metric) {
        EarlyStopping rule = earlyStopping
                .map(given -> new EarlyStopping(
                        given.metric(), given.goal(), given.patience(), given.minDelta(), Select.BEST))
                .orElseGet(() -> new EarlyStopping(metric, Goal.MIN, Optional.empty(), 0, Select.BEST));
        return new TrainingOptions(
                duration, batchSize, precision, accumulate, optimizer, schedule, clipNorm, emaDecay, Optional.of(rule));
    }

    /** Returns these options for a training of another duration. */
    public TrainingOptions lasting(Span other) {
        return new TrainingOptions(
                other, batchSize, precision, accumulate, optimizer, schedule, clipNorm, emaDecay, earlyStopping);
    }

    /** Returns these options with another meaning of a precision that is chosen automatically. */
    public TrainingOptions automaticallyIn(Precision meant) {
        return precision != Precision.AUTO || meant == Precision.AUTO
                ? this
                : new TrainingOptions(
                        duration, batchSize, meant, accumulate, optimizer, schedule, clipNorm, emaDecay, earlyStopping);
    }

    /** Returns options whose result is a moving average of the weights: with the configured decay, or else with this one. */
    public TrainingOptions averaging(double decay) {
        return new TrainingOptions(
                duration,
                batchSize,
                precision,
                accumulate,
                optimizer,
                schedule,
                clipNorm,
                Optional.of(emaDecay.orElse(decay)),
                earlyStopping);
    }

    /** Watches a metric: keeps the checkpoint of its best step, and can end the training when it no longer improves. */
    @Doc(
            "Watches a metric: keeps the checkpoint of its best step, and can end the training when it no longer improves.")
    public record EarlyStopping(
            @Doc(
                    "The metric to watch, by its name in metrics.jsonl: loss, or validation/ and a metric of the labels, such as"
                            + " validation/accuracy for one class, validation/map for any number of classes, validation/qwk for levels or"
                            + " validation/mae for numbers.")
            @Default("loss")
            String metric,

            @Doc("Whether a lower (min) or a higher (max) value of the metric is better.") @Default("min")
            Goal goal,

            @Doc(
                    "The training ends when the metric has not improved for this long, such as {epochs: 5}. By default, it never ends"
                            + " early.")
            Optional<Span> patience,

            @Doc("A change counts as an improvement only if it is larger than this.") @Default("0")
            double minDelta,

            @Doc(
                    "Which weights are the result of the training: last, those of its last step, or best, those of the step with the best"
                            + " value of the metric.")
            @Default("last")
            Select select) {
        public EarlyStopping {
            new Checks().notNegative("min_delta", minDelta).done();
        }

        boolean improves(double value, double best) {
            return goal == Goal.MIN ? value < best - minDelta : value > best + minDelta;
        }

        double worst() {
            return goal == Goal.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
    }

    /** Which values of a metric are better. */
    public enum Goal {
        /** Lower values are better. */
        MIN,
        /** Higher values are better. */
        MAX
    }

    /** Which weights are the result of a training. */
    public enum Select {
        /** Those of the last step. */
        LAST,
        /** Those of the step with the best value of the metric that is watched. */
        BEST
    }
}
