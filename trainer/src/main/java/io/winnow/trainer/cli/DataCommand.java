package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.DataReport;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.modality.records.DescribedParts;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data}. */
@Command(
        name = "data",
        description =
                "Lists, downloads, inspects, reports on, unpacks and filters data sets, finds trusted examples, and combines the labels of"
                        + " annotators and the verdicts of reviewers.",
        subcommands = {
            ReportCommand.class,
            UnpackCommand.class,
            FilterCommand.class,
            AnchorsCommand.class,
            AggregateCommand.class,
            VerdictsCommand.class
        },
        mixinStandardHelpOptions = true)
final class DataCommand implements Runnable {
    private static final int MOST_SIZES = 10;

    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: list, fetch, inspect, report, unpack, filter, anchors, aggregate or verdicts.");
    }

    @Command(
            name = "list",
            description = "Lists the data sets of the catalog and where they are stored on this machine.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("name", "here", "licence", "description"));
        for (Entry entry : Catalog.entries()) {
            Optional<Path> here = catalog.present(entry);
            cells.add(
                    List.of(entry.name(), here.map(Path::toString).orElse("no"), entry.licence(), entry.description()));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells));
        return 0;
    }

    @Command(
            name = "fetch",
            description = "Downloads data sets of the catalog into the data root.",
            mixinStandardHelpOptions = true)
    int fetch(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "1..*",
                            description = "Names of data sets, as `winnow data list` shows them.")
                    List<String> names)
            throws IOException {
        for (String name : names) {
            Entry entry = Catalog.entries().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new UserException("There is no data set '" + name + "'; the catalog has "
                            + Catalog.entries().stream().map(Entry::name).collect(Collectors.joining(", ")) + "."));
            spec.commandLine().getOut().println(name + ": " + catalog.fetch(entry));
        }
        return 0;
    }

    @Command(
            name = "inspect",
            description = {
                "Counts the images of each class and size, and decodes every image.",
                "Also reports which files were passed over, what decoding altered, and which images are damaged.",
                "For a configuration (.yaml) whose data are described by records: counts, missing values, classes, agreement of"
                        + " annotators, groups, copies, contradictions and what the parts have in common."
            },
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(
                            paramLabel = "DATA",
                            description = ImageInputs.DESCRIPTION
                                    + " Or the configuration (.yaml) of an experiment on described data.")
                    String data,
            @Mixin SetOption assignments,
            @Option(
                            names = "--channels",
                            paramLabel = "1|3",
                            defaultValue = "3",
                            description =
                                    "Number of channels that images of a folder or of shards are decoded to: 1 (grey) or 3"
                                            + " (RGB). Default: ${DEFAULT-VALUE}")
                    int channels,
            @Option(
                            names = "--background",
                            paramLabel = "COLOUR",
                            defaultValue = "white",
                            description =
                                    "Colour behind transparent pixels: white, black or #rrggbb. Default: ${DEFAULT-VALUE}")
                    String background,
            @Option(
                            names = "--contact-sheet",
                            paramLabel = "FILE",
                            description = "Writes thumbnails of the images to a PNG file.")
                    Path sheet,
            @Option(names = "--json", description = "Prints the result as one JSON object.") boolean json)
            throws IOException {
        if (data.matches("(?i).+\\.ya?ml")) {
            return described(Path.of(data), assignments, sheet, json);
        }
        if (!assignments.assignments().isEmpty()) {
            throw new UserException("--set can only be used for the configuration of an experiment, not for " + data
                    + ". Leave it out.");
        }
        if (channels != 1 && channels != 3) {
            throw new UserException("--channels must be 1 or 3, found " + channels + ".");
        }
        DecodeOptions options = DecodeOptions.of(channels).withBackground(DecodeOptions.color(background));
        try (ImageDataset dataset = ImageInputs.openMeasured(data, catalog, options)) {
            Inspection inspection = Inspection.of(dataset);
            if (sheet != null) {
                AtomicFiles.write(sheet, temporary -> ContactSheet.write(dataset, 1, temporary));
            }
            spec.commandLine().getOut().println(json ? Json.line(inspection) : text(inspection));
            return inspection.corrupt().isEmpty() ? 0 : Winnow.FAILED;
        }
    }

    private int described(Path config, SetOption assignments, Path sheet, boolean json) throws IOException {
        if (sheet != null) {
            throw new UserException(
                    "--contact-sheet can only be used for images, not for a configuration. Leave it out.");
        }
        Experiment experiment = Experiment.read(InputPaths.require(config), assignments.assignments());
        if (!(experiment.recipe() instanceof EncoderRecipe recipe
                && recipe.encoder().data() instanceof RecordDataConfig records)) {
            throw new UserException("The data of " + config + " are not described by files of records, which is what is"
                    + " inspected by a configuration. Name the folder or the shards of its images instead.");
        }
        DataReport report = DescribedParts.read(records).inspect();
        spec.commandLine().getOut().println(json ? Json.line(report) : report.text());
        return 0;
    }

    /** The most frequent sizes, one line each, and how many others there are: photographs may have thousands of sizes. */
    private static List<String> sizes(Inspection inspection) {
        List<String> lines = inspection.sizes().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_SIZES)
                .map(size -> "  " + size.getKey() + ": " + size.getValue() + " images")
                .collect(Collectors.toCollection(ArrayList::new));
        int others = inspection.sizes().size() - lines.size();
        if (others > 0) {
            lines.add("  and " + others + " other sizes");
        }
        return lines;
    }

    private static String text(Inspection inspection) {
        List<String> lines = new ArrayList<>();
        lines.add(inspection.name() + ": " + inspection.images() + " images, " + inspection.channels()
                + " channels, labels: " + inspection.labels().toLowerCase(Locale.ROOT));
        lines.addAll(sizes(inspection));
        List<List<String>> cells = new ArrayList<>();
        inspection.perClass().forEach((name, count) -> cells.add(List.of("  " + name, Integer.toString(count))));
        if (!cells.isEmpty()) {
            lines.add(ResultTable.align(cells));
        }
        inspection.warnings().forEach(warning -> lines.add("  warning: " + warning));
        lines.add("  passed over: "
                + inspection.passedOver().stream()
                        .mapToInt(ReadReport.PassedOver::count)
                        .sum());
        inspection.passedOver().forEach(each -> lines.add("    " + each));
        inspection.decoding().ifPresent(decoding -> {
            lines.add("  altered in decoding: " + (inspection.altered().isEmpty() ? "none" : ""));
            inspection
                    .altered()
                    .forEach((kind, count) ->
                            lines.add("    " + count + " " + AlterationCounts.describe(kind, decoding)));
        });
        lines.add("  damaged: " + inspection.corrupt().size());
        inspection.corrupt().forEach((key, reason) -> lines.add("    " + key + ": " + reason));
        return String.join(System.lineSeparator(), lines);
    }
}
