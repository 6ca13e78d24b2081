package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.PoolOptions;
import io.winnow.trainer.pool.PoolReader;
import io.winnow.trainer.pool.RecordColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description =
                    "Column of the classes, in the file of labels if there is one, and otherwise in a pool that is a file of"
                            + " records, if it is not found by its name.")
    private Optional<String> labelColumn = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Reads the pool.
     *
     * @param labels file of labels; by default those of the pool
     */
    Pool read(Optional<Path> labels, Catalog catalog) throws IOException {
        if (!PoolReader.isRecords(input)) {
            new OptionRules(spec)
                    .refuses(
                            "It names a column of a file of records, but " + input + " is none.",
                            Stream.of("path", "caption", "key", "label")
                                    .filter(column -> !column.equals("label") || labels.isEmpty())
                                    .map(PoolInput::option)
                                    .toArray(String[]::new));
        }
        RecordColumns columns = new RecordColumns(keyColumn, pathColumn, textColumn, labelColumn);
        return PoolReader.read(input, new PoolOptions(captions, labels, columns, PoolInput::option, 3), catalog);
    }

    /** The option for a column by its role. */
    private static String option(String column) {
        return "--" + (column.equals("caption") ? "text" : column) + "-column";
    }
}
