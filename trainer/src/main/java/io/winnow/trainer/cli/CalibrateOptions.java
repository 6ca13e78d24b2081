package io.winnow.trainer.cli;

import io.winnow.trainer.export.Exporter;
import io.winnow.trainer.recipe.RunData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that calibrate the probabilities of an exported classifier. */
final class CalibrateOptions {
    @Option(
            names = "--calibrate",
            description =
                    "Calibrates the probabilities of a classifier: fits a temperature to the validation data of the"
                            + " run, and makes it a part of the files. The predictions stay the same, but their"
                            + " probabilities are no longer those of the run.")
    private boolean calibrate;

    @Option(
            names = "--abstain-at-precision",
            paramLabel = "P",
            description =
                    "Adds the output `accepted`, which tells of each prediction whether the model is sure enough of"
                            + " it. The threshold is chosen on the validation data of the run, such that at least the"
                            + " share P of the accepted predictions is right, with 95%% confidence. Implies --calibrate.")
    private Double precision;

    @Mixin
    private RunSetOption set;

    @Mixin
    private AcceptOption accept;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Returns the overrides of the run's configuration. */
    List<String> assignments() {
        requireCalibration(RunSetOption.NAME);
        return set.assignments();
    }

    /**
     * Returns the options; empty if nothing is calibrated.
     *
     * @param run the directory of the run
     * @param warn receives warnings about its data
     */
    Optional<Exporter.CalibrationOptions> options(Path run, Consumer<String> warn) {
        requireCalibration(RunData.ACCEPT);
        return calibrate || precision != null
                ? Optional.of(new Exporter.CalibrationOptions(
                        accept.reading(run, warn),
                        precision == null ? OptionalDouble.empty() : OptionalDouble.of(precision)))
                : Optional.empty();
    }

    /** Only for a calibration are the data of the run read again. */
    private void requireCalibration(String option) {
        new OptionRules(spec).needs(option, "--calibrate", "--abstain-at-precision");
    }
}
