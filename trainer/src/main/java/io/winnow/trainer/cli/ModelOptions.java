package io.winnow.trainer.cli;

import io.winnow.trainer.model.ModelChoice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose a model of a run. */
final class ModelOptions {
    @Mixin
    private WeightsOptions weights;

    @ArgGroup
    private Part part = new Part();

    private static final class Part {
        @Option(names = "--encoder", description = "Uses the encoder alone, if the run trained a classifier.")
        private boolean encoder;

        @Option(
                names = "--centers",
                description = "Uses the encoder together with its class centers. For runs of mlcd and mofi only.")
        private boolean centers;
    }

    ModelChoice choice() {
        return new ModelChoice(
                weights.choice(),
                part.encoder
                        ? ModelChoice.Part.ENCODER
                        : part.centers ? ModelChoice.Part.CENTERS : ModelChoice.Part.MODEL);
    }
}
