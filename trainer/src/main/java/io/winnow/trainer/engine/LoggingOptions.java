package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.mlflow.MlflowOptions;
import java.util.Optional;

/** What a training records, and how often. */
@Doc("What a training records, and how often.")
public record LoggingOptions(
        @Doc("Interval in optimizer steps at which metrics are recorded. Each record holds means over the steps"
                + " since the one before.")
        @Default("50")
        int everySteps,

        @Doc("Whether to write TensorBoard event files in addition to metrics.jsonl.") @Default("true")
        boolean tensorboard,

        @Doc("Also records the training on an MLflow server.")
        Optional<MlflowOptions> mlflow) {
    public LoggingOptions {
        new Checks().positive("every_steps", everySteps).done();
    }

    /** Options without MLflow. */
    public LoggingOptions(int everySteps, boolean tensorboard) {
        this(everySteps, tensorboard, Optional.empty());
    }
}
