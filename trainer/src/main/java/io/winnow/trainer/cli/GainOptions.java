package io.winnow.trainer.cli;

import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.label.LabelCorrections;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options with which {@code winnow audit} measures what corrections gain. */
final class GainOptions {
    @Option(
            names = "--gain",
            paramLabel = "FILE",
            description =
                    "Corrections that the page saved. Instead of auditing, the command trains the configuration of the run on the"
                            + " given and on the corrected labels, with --seeds seeds each, and prints the differences of the metrics."
                            + " The trainings are kept in the folder gain of the output folder, and a second call continues them.")
    private Optional<Path> gain = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Number of consecutive seeds of --gain, at least 2. The first one is the seed of the run. Default: ${DEFAULT-VALUE}")
    private int seeds = 5;

    boolean isGiven() {
        return gain.isPresent();
    }

    /**
     * Trains on given and on corrected labels.
     *
     * @param run folder of the run
     * @param assignments overrides of its configuration
     * @param target folder in which a folder {@code gain} is made for the trainings
     * @param json whether the report is a JSON object
     * @return the report
     */
    String report(Path run, List<String> assignments, Path target, boolean json) throws IOException {
        if (seeds < 2) {
            throw new UserException("--seeds must be at least 2, since the interval of the difference is estimated from"
                    + " several; found " + seeds + ".");
        }
        Outputs.requireFolder(target);
        FinishedRun.open(run, assignments).encoderRecipe();
        GainRuns runs =
                new GainRuns(run, assignments, read(), new Catalog(DataRoot.ofEnvironment()), target.resolve("gain"));
        GainRuns.Comparison comparison = runs.compare(seeds);
        return json ? GainReport.json(comparison, runs.test()) : GainReport.text(comparison, runs.test(), seeds);
    }

    private LabelCorrections read() throws IOException {
        Path file = InputPaths.require(gain.orElseThrow());
        try {
            return LabelCorrections.read(file);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
