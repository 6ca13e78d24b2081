package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.anchor.AnchorFiles;
import io.winnow.trainer.anchor.AnchorOptions;
import io.winnow.trainer.anchor.PoolAnchors;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow data anchors}. */
@Command(
        name = "anchors",
        description = {
            "Finds trusted examples of each class: those whose texts fit the definition of the class best.",
            "Writes a table with key and label, which can be used as a label file, and a page with a contact sheet of each class."
        },
        mixinStandardHelpOptions = true)
final class AnchorsCommand implements Callable<Integer>, FolderWriter {
    @Mixin
    private PoolInput input;

    @Option(
            names = "--definitions",
            required = true,
            paramLabel = "FILE",
            description =
                    "File of records (.json, .jsonl, .csv, .parquet) with the name and the definition of each class.")
    private Path definitions;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "File to write: .csv or .jsonl. The page has the same name with .html.")
    private Path output;

    @Option(names = "--labels", paramLabel = "FILE", description = "File of labels. Default: the labels of the pool")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Largest number of anchors of a class. Default: ${DEFAULT-VALUE}")
    private int count = 50;

    @Option(
            names = "--match",
            paramLabel = "METHOD",
            description =
                    "How texts are compared with definitions. cosine: by the cosine of their vectors; reciprocal: by k-reciprocal"
                            + " re-ranking among the texts of a class. Default: reciprocal")
    private AnchorOptions.Match match = AnchorOptions.Match.RECIPROCAL;

    @Option(
            names = "--nearest",
            description =
                    "Takes only examples whose text is nearer to the definition of their own class than to any other.")
    private boolean nearest;

    @Option(
            names = "--smooth-by",
            paramLabel = "MODEL",
            description = "Replaces the vector of each text by the mean of the texts of images that look alike. "
                    + Models.DESCRIPTION + " Default: texts are taken as they are")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--neighbour-weight",
            paramLabel = "WEIGHT",
            description =
                    "With --smooth-by: weight of the text of an image that looks alike. similarity: the nearer the image, the more its text"
                            + " counts; distance: the nearer, the less, as in the published code. Default: similarity")
    private AnchorOptions.NeighbourWeight weight = AnchorOptions.NeighbourWeight.SIMILARITY;

    @Option(names = "--force", description = "Replaces the output files if they exist already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private Path page() {
        return output.resolveSibling(output.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".html");
    }

    @Override
    public Stream<Path> written() {
        return output.getFileName() == null ? Stream.empty() : Stream.of(page());
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new UserException("--count must be at least 1, found " + count + ".");
        }
        new OptionRules(spec).needs("--neighbour-weight", "--smooth-by");
        TableFile.requireWritable(output);
        Path page = page();
        Outputs.requireFile("--output", output, force);
        Outputs.requireFile("--output", page, force);
        DataRoot root = DataRoot.ofEnvironment();
        Catalog catalog = new Catalog(root);
        Device on = device.of(model);
        try (Pool pool = input.read(labels, catalog);
                NDManager manager = NDManager.newBaseManager(on)) {
            PoolAnchors found = PoolAnchors.of(
                    pool,
                    definitions,
                    PoolVectors.of(model, pool, root, catalog, manager),
                    new AnchorOptions(count, match, nearest, weight),
                    manager);
            found.notes().forEach(spec.commandLine().getErr()::println);
            AnchorFiles.write(found, output, page);
            List<AnchorFiles.OfClass> summary = AnchorFiles.summary(found);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? Json.line(Map.of("classes", summary))
                                    : text(summary) + System.lineSeparator() + "Wrote " + output + " and " + page
                                            + ".");
        }
        return 0;
    }

    private static String text(List<AnchorFiles.OfClass> summary) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("class", "examples", "anchors", "own definition nearest", "mean cosine of anchors"));
        for (AnchorFiles.OfClass each : summary) {
            cells.add(List.of(
                    each.name(),
                    Integer.toString(each.examples()),
                    Integer.toString(each.anchors()),
                    String.format(Locale.ROOT, "%.1f%%", 100 * each.nearest()),
                    each.anchors() == 0 ? "" : String.format(Locale.ROOT, "%.3f", each.cosine())));
        }
        return ResultTable.align(cells);
    }
}
