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

/** Graded pairs of tables that a person names on the command line. */
final class PairInput {
    /** For the description of a parameter. */
    static final String DESCRIPTION = "graded pairs, a NAME of the catalog or a file of JSON lines.";

    private PairInput() {}

    /**
     * Opens pairs.
     *
     * @param tables JSON lines of the tables that a file of pairs names
     */
    static GradedPairs open(String input, Optional<Path> tables, Catalog catalog) throws IOException {
        if (Catalog.pairSets().contains(input)) {
            if (tables.isPresent()) {
                throw new UserException("--tables goes with a file of pairs; " + input + " has its own tables.");
            }
            return new TableDataConfig(Optional.of(input), Optional.empty(), tables).open(catalog);
        }
        Path file = InputPaths.of(input);
        if (!Files.isRegularFile(file)) {
            throw new UserException((Files.exists(file) ? file + " is no file of pairs." : InputPaths.missing(file))
                    + " Expected is a file of pairs, or a set of the catalog: "
                    + String.join(", ", Catalog.pairSets()) + ".");
        }
        return new TableDataConfig(Optional.empty(), Optional.of(file), tables).open(catalog);
    }
}
