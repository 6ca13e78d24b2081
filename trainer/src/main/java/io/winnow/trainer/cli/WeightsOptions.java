package io.winnow.trainer.cli;

import io.winnow.trainer.model.WeightsChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that choose the weights of a run. */
final class WeightsOptions {
    @Option(
            names = "--checkpoint",
            paramLabel = "best|last|STEP",
            description = "Checkpoint to load: best, last or the number of a step. Ignored for exported models."
                    + " Default: ${DEFAULT-VALUE}")
    private String checkpoint = "last";

    @Option(
            names = "--weights",
            paramLabel = "raw|average",
            description =
                    "Weights to load: those of the optimizer (raw), or their exponential moving average over the steps (average)."
                            + " Ignored for exported models. Default: average if the training kept one, otherwise raw")
    private WeightsChoice.Kind kind;

    WeightsChoice choice() {
        return new WeightsChoice(checkpoint, Optional.ofNullable(kind));
    }
}
