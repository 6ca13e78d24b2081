package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;

/** When checkpoints are written and how many stay. */
@Doc("When checkpoints are written and how many stay.")
public record CheckpointOptions(
        @Doc("How often. The last step is always saved.") @Default("{epochs: 1}")
        Span every,

        @Doc("How many stay.") @Default("2") int keep) {
    public CheckpointOptions {
        new Checks()
                .that(!every.isZero(), "every", "must not be zero")
                .that(keep >= 2, "keep", "must be at least 2: the last one may be the one being written, found " + keep)
                .done();
    }
}
