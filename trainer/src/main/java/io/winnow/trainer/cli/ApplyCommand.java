package io.winnow.trainer.cli;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.CorrectableFile;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.LabelCorrections;
import io.winnow.datasets.label.LabelForm;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.source.StateValues;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow audit apply}. */
@Command(
        name = "apply",
        description =
                "Writes a copy of your labels with the corrections that you made on the page of an audit. The original is only"
                        + " read.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "LABELS",
            description =
                    "Your file of labels: CSV, TSV or JSON lines. The copy has the same columns and lines, and only the"
                            + " corrected labels differ. Or a folder of images with a subfolder for each class, or shards: the"
                            + " output is then a label file for all of these images.")
    private Path labels;

    @Parameters(
            index = "1",
            paramLabel = "CORRECTIONS",
            description = "File with the columns key, given and corrected: corrections.csv of the page.")
    private Path corrections;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write the copy to.")
    private Path output;

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description =
                    "Column of LABELS that names the examples. By default, it is found by its name; without one, the keys are the"
                            + " numbers of the records.")
    private Optional<String> keyColumn = Optional.empty();

    @Option(
            names = "--record-numbers",
            description =
                    "Takes the numbers of the records of LABELS, counted from 1, as keys, even if a column has a usual name for keys.")
    private boolean recordNumbers;

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = "Column of LABELS that has the labels. By default, it is found by its name.")
    private Optional<String> labelColumn = Optional.empty();

    @Option(
            names = "--label-columns",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "Columns of LABELS each of which says of one class whether an example has it, as columns in the configuration: names, or"
                            + " a pattern such as symptom_*, whose * stands for the class.")
    private List<String> labelColumns = List.of();

    @Option(
            names = "--yes",
            paramLabel = "VALUE",
            split = ",",
            description = "Values of these columns that mean that an example has the class. Default: 1, yes and true")
    private List<String> yes = StateValues.USUAL.yes();

    @Option(
            names = "--no",
            paramLabel = "VALUE",
            split = ",",
            description =
                    "Values of these columns that mean that it does not. A class that is taken away gets the first of them that its column"
                            + " has, or else another of these columns, or else the very first. Default: 0, no, false and -1")
    private List<String> no =
            Stream.concat(StateValues.USUAL.no().stream(), Stream.of("-1")).toList();

    @Option(
            names = "--encoding",
            paramLabel = "CHARSET",
            description =
                    "Character set of LABELS, such as windows-1252. Default: that of the byte order mark, otherwise UTF-8")
    private Optional<String> encoding = Optional.empty();

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "Text between the classes in a cell with several, as separator in the configuration. Default:"
                    + " ${DEFAULT-VALUE}")
    private String separator = LabelText.SEPARATOR;

    @Option(
            names = "--rename",
            paramLabel = "CELL=LABEL",
            description =
                    "Label that stands for a value of LABELS, as rename in the configuration. May be given several times.")
    private Map<String, String> rename = Map.of();

    @Option(
            names = "--new-labels",
            description = "Accepts corrected labels that do not occur in LABELS. Otherwise, they are an error.")
    private boolean newLabels;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OptionRules rules = new OptionRules(spec);
        rules.excludes("--key-column", "--record-numbers");
        if (labelColumns.isEmpty()) {
            rules.refuses("They say what cells of --label-columns mean.", "--yes", "--no");
        } else {
            rules.refuses(
                    "With --label-columns, each class has a column of its own.",
                    "--label-column",
                    "--separator",
                    "--rename",
                    "--new-labels");
        }
        Outputs.requireFile("--output", output, force);
        InputPaths.require(corrections);
        TextCharset charset = EncodingOption.of(encoding);
        try {
            LabelCorrections made = LabelCorrections.read(corrections);
            report(
                    made,
                    Files.isRegularFile(labels) && !labels.toString().endsWith(".tar")
                            ? file(made, charset)
                            : images(made));
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
        return 0;
    }

    /** Number of labels that changed, and of those that are as corrected already, and what the keys of a file were taken for. */
    private record Count(int changed, int same, Optional<String> keys) {}

    private Count file(LabelCorrections made, TextCharset charset) throws IOException {
        CorrectableFile.Corrected corrected = CorrectableFile.apply(
                labels,
                new CorrectableFile.Options(
                        keyColumn, recordNumbers, labelColumn, classes(), charset, separator, rename, newLabels),
                made);
        AtomicFiles.write(output, file -> Files.write(file, corrected.bytes()));
        return new Count(
                corrected.changed(),
                corrected.same(),
                Optional.of(corrected
                        .keyColumn()
                        .map(column -> "the values of the column " + column)
                        .orElse("the numbers of the records, counted from 1")));
    }

    private Optional<CorrectableFile.ClassCells> classes() {
        return labelColumns.isEmpty()
                ? Optional.empty()
                : Optional.of(new CorrectableFile.ClassCells(labelColumns, yes, no));
    }

    private Count images(LabelCorrections made) throws IOException {
        TableFile.requireWritable(output);
        try (ImageDataset images =
                ImageInputs.open(labels.toString(), new Catalog(DataRoot.ofEnvironment()), DecodeOptions.of(3))) {
            if (!(images.labels() instanceof ClassLabels classes)) {
                throw new UserException(
                        labels + " has no folder for each class, so its images have no labels of their own."
                                + " Name the file of their labels instead.");
            }
            new OptionRules(spec)
                    .refuses(
                            "The labels of " + labels + " are the names of its folders.",
                            "--key-column",
                            "--record-numbers",
                            "--label-column",
                            "--label-columns",
                            "--encoding",
                            "--separator",
                            "--rename");
            LabelCorrections.Changes changes = made.find(
                    new Examples(labels.toString(), Optional.of(labels), images.size(), images::key),
                    i -> LabelText.of(classes, i),
                    LabelForm.NAME);
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                LabelCorrections.Correction change = changes.changed().get(i);
                if (change != null) {
                    change.requireKnown(classes.classNames(), LabelForm.NAME, labels.toString(), newLabels);
                }
                rows.add(List.of(images.key(i), change == null ? LabelText.of(classes, i) : change.corrected()));
            }
            TableFile.write(output, List.of("key", "label"), rows);
            return new Count(changes.changed().size(), changes.same(), Optional.empty());
        }
    }

    private void report(LabelCorrections made, Count count) {
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("output", output.toString());
            figures.put("changed", count.changed());
            figures.put("already_corrected", count.same());
            figures.put("dismissed", made.dismissed());
            count.keys().ifPresent(keys -> figures.put("keys", keys));
            spec.commandLine().getOut().println(Json.line(figures));
            return;
        }
        spec.commandLine()
                .getOut()
                .println(output + ": " + Plural.of(count.changed(), "label was", "labels were") + " changed"
                        + (count.same() > 0
                                ? "; " + Plural.of(count.same(), "label was", "labels were") + " as corrected already"
                                : "")
                        + (made.dismissed() > 0
                                ? "; "
                                        + Plural.of(
                                                made.dismissed(),
                                                "suggestion was dismissed",
                                                "suggestions were dismissed")
                                : "")
                        + "."
                        + count.keys()
                                .map(keys -> " The keys were read as " + keys + ".")
                                .orElse(""));
    }
}
