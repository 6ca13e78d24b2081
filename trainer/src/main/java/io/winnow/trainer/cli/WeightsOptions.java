package io.winnow.trainer.cli;

import io.winnow.trainer.recipe.WeightsChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which weights of a run a command takes. */
final class WeightsOptions {
    @Option(names = "--checkpoint", paramLabel = "best|last|STEP", description = "Of a run. Default: ${DEFAULT-VALUE}")
    private String checkpoint = "last";

    @Option(
            names = "--weights",
            paramLabel = "raw|average",
            description = "Of a run. Default: the moving average where the training kept one.")
    private WeightsChoice.Kind kind;

    WeightsChoice choice() {
        return new WeightsChoice(checkpoint, Optional.ofNullable(kind));
    }
}
