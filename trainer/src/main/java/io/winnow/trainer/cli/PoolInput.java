package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.PoolOptions;
import io.winnow.trainer.pool.PoolReader;
import io.winnow.trainer.pool.RecordColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pool of a command that looks at the texts of its examples. */
final class PoolInput {
    @Parameters(paramLabel = "POOL", description = PoolReader.DESCRIPTION)
    private String input;

    @Option(
            names = "--captions",
            paramLabel = "FILE",
            description =
                    "File of captions with the columns key (or path) and caption. Default: the captions of the pool")
    private Optional<Path> captions = Optional.empty();

    /**
     * Reads the pool. Columns of records are found by their usual names.
     *
     * @param labels file of labels; by default those of the pool
     */
    Pool read(Optional<Path> labels, Catalog catalog) throws IOException {
        RecordColumns usual = new RecordColumns(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return PoolReader.read(input, new PoolOptions(captions, labels, usual, 3), catalog);
    }
}
