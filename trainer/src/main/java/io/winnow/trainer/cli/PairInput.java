package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableDataConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the graded pairs of tables that an argument of the command line names. */
final class PairInput {
    /** Describes such an argument in the help of a command. */
    static final String DESCRIPTION =
            "graded pairs, given as the NAME of a data set of the catalog, or as a file of JSON lines or with a JSON array.";

    private PairInput() {}

    /**
     * Opens pairs.
     *
     * @param tables JSON Lines file of the tables that a file of pairs refers to by id
     */
    static GradedPairs open(String input, Optional<Path> tables, Catalog catalog) throws IOException {
        if (Catalog.pairSets().contains(input)) {
            if (tables.isPresent()) {
                throw new UserException("--tables can only be used with a file of pairs, but " + input
                        + " is a data set of the catalog, which has its own tables. Leave out --tables.");
            }
            return new TableDataConfig(Optional.of(input), Optional.empty(), tables).open(catalog);
        }
        Path file = InputPaths.of(input);
        if (!Files.isRegularFile(file)) {
            throw new UserException(
                    (Files.exists(file) ? file + " is a folder, not a file of pairs." : InputPaths.missing(file))
                            + " Name a file of pairs, or a data set of the catalog: "
                            + String.join(", ", Catalog.pairSets()) + ".");
        }
        return new TableDataConfig(Optional.empty(), Optional.of(file), tables).open(catalog);
    }
}
