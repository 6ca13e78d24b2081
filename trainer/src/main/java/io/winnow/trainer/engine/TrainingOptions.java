package io.winnow.trainer.engine;

import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;
import java.util.Optional;

/** One training: how long, in what batches, and how parameters move. */
@Doc("One training: how long, in what batches, and how parameters move.")
public record TrainingOptions(
        @Doc("How long.") Span duration,
        @Doc("Examples in a forward pass.") @Default("128") int batchSize,

        @Doc(
                "What the encoder computes in; parameters and losses are float32 in any case. bfloat16 is faster on GPUs and on"
                        + " CPUs with AMX; float16, with losses scaled, is for GPUs that have no bfloat16; tf32 needs a GPU and"
                        + " TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 in the environment.")
        @Default("float32")
        Precision precision,

        @Doc("Batches whose gradients are averaged for one optimizer step.") @Default("1")
        int accumulate,

        OptimizerOptions optimizer,
        @Default("{kind: cosine}") Schedule schedule,

        @Doc("Gradients of a larger global norm are scaled down to it.")
        Optional<Double> clipNorm,

        @Doc("Decay of an exponential moving average of the weights, which then is the result.")
        Optional<Double> averageDecay,

        Optional<EarlyStopping> earlyStopping) {
    public TrainingOptions {
        // The duration is null here where it has mistakes of its own.
        new Checks()
                .that(duration == null || !duration.isZero(), "duration", "must not be zero")
                .positive("batch_size", batchSize)
                .positive("accumulate", accumulate)
                .positive("clip_norm", clipNorm.orElse(1.0))
                .below("average_decay", averageDecay.orElse(0.5), 0, 1)
                .done();
    }

    /** The same that marks the step of the least value of a metric and never ends early, where nothing is watched yet. */
    public TrainingOptions keepingBest(String metric) {
        return earlyStopping.isPresent()
                ? this
                : new TrainingOptions(
                        duration,
                        batchSize,
                        precision,
                        accumulate,
                        optimizer,
                        schedule,
                        clipNorm,
                        averageDecay,
                        Optional.of(new EarlyStopping(metric, Goal.MIN, duration, 0)));
    }

    /** Why so many devices cannot share a batch; empty when they can. */
    public Optional<String> refusesReplicas(int replicas) {
        return batchSize % replicas == 0
                ? Optional.empty()
                : Optional.of("it does not divide training.batch_size " + batchSize);
    }

    /** Ends a training whose metric no longer improves, and marks its best checkpoint. */
    @Doc("Ends a training whose metric no longer improves.")
    public record EarlyStopping(
            @Doc("A logged metric.") @Default("loss") String metric,
            @Default("min") Goal goal,
            @Doc("How long the metric may fail to improve.") Span patience,

            @Doc("An improvement is larger than this.") @Default("0")
            double minDelta) {
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

    /** What is better. */
    public enum Goal {
        MIN,
        MAX
    }
}
