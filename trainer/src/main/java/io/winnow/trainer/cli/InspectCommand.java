package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.DataReport;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.trainer.draft.MaterialReader;
import io.winnow.trainer.draft.Suggestion;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.modality.records.DescribedParts;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data inspect}. */
@Command(
        name = "inspect",
        description = {
            "Counts the images of each class and size, and decodes every image.",
            "Also reports which files were passed over, what decoding altered, and which images are damaged.",
            "For a file of records (.csv, .tsv, .json, .jsonl, .parquet): what its columns contain. For a configuration (.yaml)"
                    + " whose data are described by records: counts, missing values, classes, agreement of annotators,"
                    + " groups, copies, contradictions and what the parts have in common.",
            "Suggests a command that writes a configuration for the data."
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    private static final int MOST_SIZES = 10;

    @Parameters(
            paramLabel = "DATA",
            description = ImageInputs.DESCRIPTION
                    + " Or a file of records (.csv, .tsv, .json, .jsonl, .parquet) or a folder of Parquet part files, or the configuration (.yaml) of an"
                    + " experiment on described data.")
    private String data;

    @Mixin
    private SetOption assignments;

    @Mixin
    private DecodingOptions decoding;

    @Mixin
    private EncodingOption encoding;

    @Option(
            names = "--contact-sheet",
            paramLabel = "FILE",
            description = "Writes thumbnails of the images to a PNG file.")
    private Path sheet;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public Integer call() throws IOException {
        TextCharset charset = encoding.charset();
        boolean config = data.matches("(?i).+\\.ya?ml");
        boolean records = !config && MaterialReader.isRecords(InputPaths.of(data));
        if (charset.declared().isPresent() && !records) {
            throw new UserException("--encoding is the character set of a file of records, which " + data + " is not. "
                    + (config ? "In a configuration, it is the key encoding." : "Leave it out."));
        }
        if (config) {
            return described(Path.of(data));
        }
        if (!assignments.assignments().isEmpty()) {
            throw new UserException("--set can only be used for the configuration of an experiment, not for " + data
                    + ". Leave it out.");
        }
        DecodeOptions options = decoding.read();
        if (sheet != null) {
            Outputs.requireFile("--contact-sheet", sheet, true);
            Outputs.requireOutside(sheet, InputPaths.of(data));
        }
        int code = records ? records(charset) : images(options);
        Optional<List<String>> suggestion = Suggestion.of(data, catalog, charset);
        suggestion.ifPresent(arguments -> spec.commandLine()
                .getErr()
                .println("To write a configuration for these data: " + ShellQuote.winnow(arguments)));
        return code;
    }

    private int images(DecodeOptions options) throws IOException {
        try (ImageDataset dataset = ImageInputs.openMeasured(data, catalog, options)) {
            Inspection inspection = Inspection.of(dataset);
            if (sheet != null) {
                AtomicFiles.write(sheet, temporary -> ContactSheet.write(dataset, 1, temporary));
            }
            spec.commandLine().getOut().println(json ? Json.line(inspection) : text(inspection));
            return inspection.corrupt().isEmpty() ? 0 : Winnow.FAILED;
        }
    }

    private int records(TextCharset charset) throws IOException {
        requireNoSheet("a file of records");
        RecordsReport report = RecordsReport.of(InputPaths.require(Path.of(data)), charset);
        spec.commandLine().getOut().println(json ? Json.line(report) : text(report));
        report.notes().forEach(note -> spec.commandLine().getErr().println(data + ": " + note + "."));
        return 0;
    }

    private String text(RecordsReport report) {
        List<String> lines = new ArrayList<>(List.of(data + ": " + Plural.of(report.records(), "records")));
        List<String> columns = ResultTable.align(report.cells()).lines().toList();
        for (int i = 0; i < columns.size(); i++) {
            lines.add(columns.get(i) + "  " + report.examples().get(i));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private void requireNoSheet(String what) {
        if (sheet != null) {
            throw new UserException("--contact-sheet can only be used for images, not for " + what + ". Leave it out.");
        }
    }

    private int described(Path config) throws IOException {
        requireNoSheet("a configuration");
        DataReport report = DescribedParts.read(ConfiguredRecords.read(config, assignments.assignments(), "inspected"))
                .inspect();
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
                + " channels, labels: " + inspection.labels());
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
