package io.winnow.trainer.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that overrides values of the configuration with which a run was trained. */
final class RunSetOption {
    static final String NAME = "--set";

    @Option(
            names = NAME,
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides a value of the run's configuration, such as recipe.data.train if the data have moved.")
    private List<String> assignments = List.of();

    /** Returns the assignments in the order of the command line. */
    List<String> assignments() {
        return assignments;
    }
}
