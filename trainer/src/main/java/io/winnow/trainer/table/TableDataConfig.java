package io.winnow.trainer.table;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The graded pairs of tables to train and evaluate on. */
@Doc("The graded pairs of tables to train and evaluate on: either name, or pairs.")
public record TableDataConfig(
        @Doc("Name of a data set that Winnow downloads: pmc-tables.")
        Optional<String> name,

        @Doc(
                "Your own pairs, instead of name: a file of JSON objects, one per line or in an array, with the keys \"a\", \"b\" and \"label\" (similar or"
                        + " dissimilar), and optionally \"score\" and \"fold\". The values of a and b are tables, or ids of"
                        + " tables in the file given by tables.")
        Optional<Path> pairs,

        @Doc(
                "File of the tables whose ids occur in pairs, as JSON objects, one per line or in an array. Needed only if pairs refers to tables by id.")
        Optional<Path> tables) {
    public TableDataConfig {
        if (name.isPresent() == pairs.isPresent() || (tables.isPresent() && pairs.isEmpty())) {
            throw new IllegalArgumentException("must have either name, or pairs with or without tables; found "
                    + (name.isPresent()
                            ? "name with pairs or tables"
                            : tables.isPresent() ? "tables without pairs" : "none of them"));
        }
        new Checks()
                .oneOf("name", name.orElse(Catalog.pairSets().get(0)), Catalog.pairSets())
                .done();
    }

    /**
     * Reads the pairs.
     *
     * @throws UserException if a file is invalid; the message names the file and the line
     */
    public GradedPairs open(Catalog catalog) throws IOException {
        if (name.isPresent()) {
            return catalog.pairs(name.get());
        }
        pairs.ifPresent(InputPaths::require);
        tables.ifPresent(InputPaths::require);
        try {
            return PairFile.read(pairs.get().getFileName().toString(), pairs.get(), tables, Optional.empty());
        } catch (UnreadableTableException e) {
            throw new UserException(e.getMessage());
        }
    }
}
