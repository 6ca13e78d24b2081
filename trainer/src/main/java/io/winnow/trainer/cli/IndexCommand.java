package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.IndexBuilder;
import io.winnow.trainer.search.TableIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow index}. */
@Command(
        name = "index",
        description =
                "Computes the embedding vectors of the tables of a folder, and writes an index for `winnow search`.",
        mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of a run of tabsim.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "TABLES",
            description =
                    "Folder or file with tables: .csv, .tsv, .html, .xml (JATS), .jsonl or .json. Symbolic links to"
                            + " folders are followed.")
    private Path tables;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder to write the index to.")
    private Path output;

    @Mixin
    private TableOptions reading;

    @Option(
            names = "--graph",
            description = "Also builds a graph for approximate search (JVector), and measures its recall.")
    private boolean graph;

    @Option(names = "--force", description = "Replaces an earlier index in the same folder.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output) && !(force && TableIndex.isAt(output))) {
            throw new UserException(
                    output + " exists already. Name another folder; --force replaces it only if it is an index.");
        }
        FinishedRun run = FinishedRun.open(folder);
        InputPaths.require(tables);
        Outputs.requireOutside(output, tables);
        ReadOptions options = reading.read();
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()));
                FittedTables fitted = FittedTables.open(run, manager);
                ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"))) {
            TableIndex.Description made = new IndexBuilder(
                            fitted.encoder(), folder.toString(), fitted.digest(), manager, progress)
                    .build(tables, options, graph, output);
            spec.commandLine().getOut().println(json ? Json.line(made) : text(made));
        }
        return 0;
    }

    private String text(TableIndex.Description made) {
        return output + ": " + Plural.of(made.tables(), "table", "tables") + " from "
                + Plural.of(made.files(), "file", "files") + ", vectors of length "
                + made.dimension() + "; skipped " + made.unreadable() + " unreadable, " + made.blank() + " blank"
                + (made.noted() == 0 ? "" : "; read with a note: " + made.noted())
                + made.passedOver().stream()
                        .map(each -> "; passed over " + each)
                        .collect(Collectors.joining())
                + (made.graphRecall() == null
                        ? ""
                        : String.format(Locale.ROOT, "; recall@10 of the graph: %.4f", made.graphRecall()));
    }
}
