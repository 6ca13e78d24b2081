package io.winnow.trainer.engine;

import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** How several workers train one model ({@code --on}). */
@Doc("How several workers train one model. Used with --on, which says where the workers are.")
public record RoundOptions(
        @Doc("Number of workers that share each batch of a training. Defaults to the number of tasks that the workers"
                + " compute at the same time, and cannot change during a run.")
        Optional<Integer> workers,

        @Doc("Length of a round in steps: each worker trains alone for this long, then all agree on weights. With"
                + " outer.kind synchronous, workers agree in every step, and a round is what is computed again if a worker"
                + " is lost.")
        @Default("10")
        int steps,

        @Default("{kind: average}") OuterOptions outer) {
    public RoundOptions {
        new Checks()
                .atLeast("workers", workers.orElse(1), 1)
                .positive("steps", steps)
                .done();
    }

    /** Returns why a training with these options cannot be done in rounds, as a sentence without a full stop; empty if it can. */
    public Optional<String> refuses(TrainingOptions training) {
        if (training.emaDecay().isPresent() && !outer.isSynchronous()) {
            return Optional.of(
                    "training.ema_decay is not available with --on, because weights exist between rounds only."
                            + " Leave out one of them, or set rounds.outer.kind to synchronous");
        }
        return training.precision() == Precision.FLOAT16
                ? Optional.of(
                        "training.precision float16 is not available with --on, because each worker would scale its"
                                + " loss differently. Use bfloat16 or float32")
                : Optional.empty();
    }

    /** Returns the same options for a number of workers. */
    public RoundOptions with(int count) {
        return new RoundOptions(Optional.of(count), steps, outer);
    }
}
