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

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description =
                    "Column of the texts or captions in a pool that is a file of records, if it is not found by its name.")
    private Optional<String> textColumn = Optional.empty();

    @Option(
            names = "--path-column",
            paramLabel = "NAME",
            description =
                    "Column of the image files in a pool that is a file of records, if it is not found by its name.")
    private Optional<String> pathColumn = Optional.empty();

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description =
                    "Column that names the examples of a pool that is a file of records, if it is not found by its name.")
    private Optional<String> keyColumn = Optional.empty();

    /**
     * Reads the pool.
     *
     * @param labels file of labels; by default those of the pool
     * @param labelColumn its column of the classes, or that of the pool; by default, it is found by its name
     */
    Pool read(Optional<Path> labels, Optional<String> labelColumn, Catalog catalog) throws IOException {
        RecordColumns columns = new RecordColumns(keyColumn, pathColumn, textColumn, labelColumn);
        return PoolReader.read(input, new PoolOptions(captions, labels, columns, PoolInput::option, 3), catalog);
    }

    private static String option(String column) {
        return "--" + (column.equals("caption") ? "text" : column) + "-column";
    }
}
