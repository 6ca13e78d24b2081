package io.winnow.trainer.cli;

import io.winnow.trainer.export.ModelChoice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model of a run a command takes. */
final class ModelOptions {
    @Mixin
    private WeightsOptions weights;

    @ArgGroup
    private Part part = new Part();

    private static final class Part {
        @Option(names = "--encoder", description = "The encoder, where the run trained a classifier.")
        private boolean encoder;

        @Option(names = "--centers", description = "Of a run of mlcd: the encoder with its class centers.")
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
