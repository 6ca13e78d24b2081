package io.winnow.trainer.table;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Located;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Which graded pairs of tables. */
@Doc("Which graded pairs of tables.")
public record TableDataConfig(
        @Doc("A set of the catalog: pmc-tables.") Optional<String> name,

        @Doc(
                "Instead of name: JSON lines of {\"a\", \"b\", \"score\", \"label\", \"fold\"}; a and b are tables, or ids of such.")
        Optional<Path> pairs,

        @Doc("Beside pairs: JSON lines of the tables that pairs name.")
        Optional<Path> tables) {
    public TableDataConfig {
        if (name.isPresent() == pairs.isPresent() || (tables.isPresent() && pairs.isEmpty())) {
            throw new IllegalArgumentException("must have either name, or pairs and perhaps tables");
        }
        new Checks()
                .oneOf("name", name.orElse(Catalog.pairSets().get(0)), Catalog.pairSets())
                .done();
    }

    /**
     * The same seen from another working directory: a relative path that leads nowhere from here is taken from there.
     *
     * @param directory absolute
     */
    public TableDataConfig from(Path directory) {
        return new TableDataConfig(
                name,
                pairs.map(path -> Located.from(path, directory)),
                tables.map(path -> Located.from(path, directory)));
    }

    /**
     * Reads them.
     *
     * @throws UserException that names the lines that are wrong
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
