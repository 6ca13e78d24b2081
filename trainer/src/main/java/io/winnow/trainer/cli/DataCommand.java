package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ReadReport;
import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.datasets.label.AnnotationFile;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.DawidSkene;
import io.winnow.datasets.label.LabelFileException;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
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
                "Lists, downloads, inspects and unpacks data sets, and combines the labels of several annotators.",
        subcommands = UnpackCommand.class,
        mixinStandardHelpOptions = true)
final class DataCommand implements Runnable {
    private static final int MOST_SIZES = 10;

    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing command: list, fetch, inspect, unpack or aggregate.");
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
                "Also reports which files were passed over, what decoding altered, and which images are damaged."
            },
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "DATA", description = ImageInput.DESCRIPTION) String data,
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
        if (channels != 1 && channels != 3) {
            throw new UserException("--channels must be 1 or 3, found " + channels + ".");
        }
        DecodeOptions options = DecodeOptions.of(channels).withBackground(DecodeOptions.color(background));
        try (ImageDataset dataset = ImageInput.openMeasured(data, catalog, options)) {
            Inspection inspection = Inspection.of(dataset);
            if (sheet != null) {
                AtomicFiles.write(sheet, temporary -> ContactSheet.write(dataset, 1, temporary));
            }
            spec.commandLine().getOut().println(json ? Json.line(inspection) : text(inspection));
            return inspection.corrupt().isEmpty() ? 0 : Winnow.FAILED;
        }
    }

    /** The method that combines the labels of several annotators. */
    private enum Aggregation {
        DAWID_SKENE,
        MAJORITY
    }

    /** Options that say how the file with the annotators' labels is read. */
    static final class ReadingOptions {
        @Option(names = "--key-column", paramLabel = "NAME", description = "Column that names the item.")
        private Optional<String> key = Optional.empty();

        @Option(names = "--annotator-column", paramLabel = "NAME", description = "Column that names the annotator.")
        private Optional<String> annotator = Optional.empty();

        @Option(names = "--label-column", paramLabel = "NAME", description = "Column that holds the label.")
        private Optional<String> label = Optional.empty();

        @Option(
                names = "--annotator-columns",
                paramLabel = "NAME",
                split = ",",
                description =
                        "Columns of the annotators, for a file in which each annotator has a column of their own.")
        private List<String> annotators = List.of();

        @Option(
                names = "--encoding",
                paramLabel = "NAME",
                description =
                        "Character set of the file, such as windows-1252. Default: that of the byte order mark, otherwise UTF-8")
        private Optional<String> encoding = Optional.empty();

        @Option(
                names = "--gaps",
                paramLabel = "VALUE",
                split = ",",
                description =
                        "Values that mean that there is no vote, besides empty cells. Default: NA, NaN, null, None and similar")
        private List<String> gaps = LabelFileOptions.USUAL_GAPS;

        LabelFileOptions options() {
            try {
                return new LabelFileOptions(
                        key, label, annotator, annotators, encoding.map(LabelFileOptions::charset), gaps);
            } catch (IllegalArgumentException e) {
                throw new UserException("--encoding must be a character set, such as windows-1252, latin-1 or utf-16;"
                        + " found " + encoding.orElse("") + ".");
            }
        }
    }

    @Command(
            name = "aggregate",
            description =
                    "Combines the labels of several annotators into one label with a confidence for each item. The configuration"
                            + " key data.labels.file takes the resulting file.",
            mixinStandardHelpOptions = true)
    int aggregate(
            @Parameters(
                            paramLabel = "FILE",
                            description =
                                    "CSV or JSON file with the columns key, annotator and label (or other usual names for"
                                            + " them), or with the column key and one column for each annotator.")
                    Path file,
            @Option(
                            names = "--output",
                            required = true,
                            paramLabel = "FILE",
                            description = "File to write the labels to: .csv or .jsonl.")
                    Path output,
            @Option(
                            names = "--method",
                            paramLabel = "METHOD",
                            defaultValue = "dawid_skene",
                            description =
                                    "Method that combines the labels: dawid_skene (weighs annotators by their estimated"
                                            + " accuracy) or majority (majority vote). Default: ${DEFAULT-VALUE}")
                    Aggregation method,
            @Mixin ReadingOptions reading,
            @Option(names = "--force", description = "Replaces the output file if it exists already.") boolean force)
            throws IOException {
        TableFile.requireWritable(output);
        Outputs.requireFile(output, force);
        InputPaths.require(file);
        AnnotationFile read;
        try {
            read = AnnotationFile.read(file, reading.options());
        } catch (LabelFileException e) {
            throw new UserException(e.getMessage());
        }
        spec.commandLine().getErr().println(read.summary(file));
        if (!read.alike().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("Warning: " + file + " has classes that differ only in upper and lower case or in blanks: "
                            + read.alike() + ". They count as different classes.");
        }
        Annotations annotations = read.annotations();
        List<String> names = annotations.classNames();
        double[][] shares = annotations.votes();
        List<List<String>> cells = new ArrayList<>();
        if (method == Aggregation.DAWID_SKENE) {
            DawidSkene fitted = DawidSkene.fit(annotations);
            shares = fitted.posterior();
            cells.add(List.of("annotator", "accuracy"));
            for (int a = 0; a < annotations.annotators().size(); a++) {
                double accuracy = 0;
                for (int k = 0; k < names.size(); k++) {
                    accuracy += fitted.prior()[k] * fitted.confusion()[a][k][k];
                }
                cells.add(
                        List.of(annotations.annotators().get(a), String.format(Locale.ROOT, "%.1f%%", 100 * accuracy)));
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        double confidence = 0;
        for (int i = 0; i < shares.length; i++) {
            int best = 0;
            for (int k = 1; k < names.size(); k++) {
                best = shares[i][k] > shares[i][best] ? k : best;
            }
            rows.add(List.of(annotations.items().get(i), names.get(best), shares[i][best]));
            confidence += shares[i][best] / shares.length;
        }
        TableFile.write(output, List.of("key", "label", "confidence"), rows);
        if (!cells.isEmpty()) {
            spec.commandLine().getOut().println(ResultTable.align(cells));
        }
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %d labels of %d classes, mean confidence %.1f%%",
                        output,
                        rows.size(),
                        names.size(),
                        100 * confidence));
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
