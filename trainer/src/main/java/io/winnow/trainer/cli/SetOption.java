package io.winnow.trainer.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that overrides values of a configuration file. */
final class SetOption {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides a value of the configuration. VALUE is YAML. A mapping, such as {a: 1}, changes only the"
                            + " keys that it contains, and null takes a key away. If a key is given twice, the last one counts.")
    private List<String> assignments = List.of();

    /** Returns the assignments in the order of the command line. */
    List<String> assignments() {
        return assignments;
    }
}
