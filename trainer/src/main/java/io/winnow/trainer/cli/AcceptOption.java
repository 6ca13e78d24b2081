package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.RunData;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The option that decides what a command does when the data of a run have changed since its training began. */
final class AcceptOption {
    @Option(
            names = RunData.ACCEPT,
            description =
                    "Uses the run's data as they are now, even if they have changed since the training began. Without this"
                            + " option, changed data are an error, because the results would mix old and new data.")
    private boolean acceptChanges;

    /** Whether the option is given. */
    boolean isGiven() {
        return acceptChanges;
    }

    /** Returns the data of a run for a command that only reads the run. */
    RunData reading(Path run, Consumer<String> warn) {
        return RunData.reading(run, new Catalog(DataRoot.ofEnvironment()), acceptChanges, warn);
    }

    /** Returns the data of a run for a training, which records in the run directory what the data were. */
    RunData recording(Path run, Recipe recipe, Consumer<String> warn) {
        return RunData.recording(run, recipe, new Catalog(DataRoot.ofEnvironment()), acceptChanges, warn);
    }
}
