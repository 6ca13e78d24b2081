package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.IndexBuilder;
import io.winnow.trainer.search.ItemIndex;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "Computes the representations (embedding vectors) of the tables, images, texts or rows of a folder or file, and writes an"
                        + " index for `winnow search`.",
        mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "INPUT",
            description =
                    "For a model of tables: folder or file with tables: .csv, .tsv, .html, .xml (JATS), .jsonl or .json. Symbolic links"
                            + " to folders are followed. For a model of images: " + ImageInputs.ITEMS
                            + " For a model of texts or rows: a file with the columns of the training.")
    private String input;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder to write the index to.")
    private Path output;

    @Mixin
    private ReadingOptions reading;

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
        if (Files.exists(output) && !(force && ItemIndex.isAt(output))) {
            throw new UserException(
                    output + " exists already. Name another folder; --force replaces it only if it is an index.");
        }
        InputOptions options = reading.read(spec.commandLine().getErr());
        try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                TrainedModel model = Models.openEncoder(folder, WeightsChoice.LAST, manager);
                ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"))) {
            model.reader().require(List.of(input));
            Outputs.requireNotRead(model.reader(), output.resolve(ItemIndex.ITEMS), List.of(input));
            ReadingOptions.Unreadable unreadable =
                    reading.unreadable(model, spec.commandLine().getErr());
            ItemIndex.Description made = new IndexBuilder(model, folder.toString(), manager, progress)
                    .build(input, options, graph, unreadable::add, output);
            spec.commandLine().getOut().println(json ? Json.line(made) : text(made));
        }
        return 0;
    }

    private String text(ItemIndex.Description made) {
        return output + ": " + Plural.of(made.items(), made.unit()) + " from "
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
