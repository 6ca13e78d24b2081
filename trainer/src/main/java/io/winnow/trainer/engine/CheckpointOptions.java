package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;

/** How often checkpoints are written and how many are kept. */
@Doc("How often checkpoints are written and how many are kept.")
public record CheckpointOptions(
        @Doc("Interval between checkpoints, such as {epochs: 1} or {steps: 500}. The last step is always saved.")
        @Default("{epochs: 1}")
        Span every,

        @Doc(
                "Number of most recent checkpoints to keep, at least 2. The checkpoint of the best step is kept in addition"
                        + " when early stopping is on.")
        @Default("2")
        int keep) {
    public CheckpointOptions {
        new Checks()
                .that(!every.isZero(), "every", "must not be zero")
                .that(
                        keep >= 2,
                        "keep",
                        "must be at least 2, because the newest checkpoint may be damaged, found " + keep)
                .done();
    }
}
