package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.RunData;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What a command that reads the data of a run again does when they have changed. */
final class AcceptOption {
    @Option(
            names = RunData.ACCEPT,
            description =
                    "Uses the data of the run as they are now, although they have changed since its training began."
                            + " Without it this is an error, as results would mix both.")
    private boolean acceptChanges;

    /** The data of a run that is read and not written to. */
    RunData reading(Path run, Consumer<String> warn) {
        return RunData.reading(run, new Catalog(DataRoot.ofEnvironment()), acceptChanges, warn);
    }

    /** The data of a run that is trained. */
    RunData recording(Path run, Consumer<String> warn) {
        return RunData.recording(run, new Catalog(DataRoot.ofEnvironment()), acceptChanges, warn);
    }
}
