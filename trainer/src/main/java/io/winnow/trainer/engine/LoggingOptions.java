package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** What is recorded of a training. */
@Doc("What is recorded of a training.")
public record LoggingOptions(
        @Doc("Metrics are means over so many steps.") @Default("50")
        int everySteps,

        @Doc("Writes TensorBoard event files beside metrics.jsonl.") @Default("true")
        boolean tensorboard) {
    public LoggingOptions {
        new Checks().positive("every_steps", everySteps).done();
    }
}
