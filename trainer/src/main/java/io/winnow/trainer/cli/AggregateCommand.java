package io.winnow.trainer.cli;

import io.winnow.datasets.label.AnnotationFile;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.DawidSkene;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data aggregate}. */
@Command(
        name = "aggregate",
        description =
                "Combines the labels of several annotators into one label with a confidence for each item. The configuration"
                        + " key data.labels.file takes the resulting file.",
        mixinStandardHelpOptions = true)
final class AggregateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "CSV or JSON file with the columns key, annotator and label (or other usual names for them), or"
                            + " with the column key and one column for each annotator.")
    private Path file;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "File to write the labels to: .csv or .jsonl.")
    private Path output;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "dawid_skene",
            description =
                    "Method that combines the labels: dawid_skene (weighs annotators by their estimated accuracy) or"
                            + " majority (majority vote). Default: ${DEFAULT-VALUE}")
    private Aggregation method;

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
            description = "Columns of the annotators, for a file in which each annotator has a column of their own.")
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

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    /** The method that combines the labels of several annotators. */
    private enum Aggregation {
        DAWID_SKENE,
        MAJORITY
    }

    @Override
    public Integer call() throws IOException {
        TableFile.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        InputPaths.require(file);
        if (Files.exists(output) && Files.isSameFile(file, output)) {
            throw new UserException("--output is " + output
                    + ", which is the file with the labels of the annotators; it would be lost. Name another file.");
        }
        if (!annotators.isEmpty() && (annotator.isPresent() || label.isPresent())) {
            throw new UserException("--annotator-columns is for files with one column per annotator, which have neither"
                    + " --annotator-column nor --label-column. Leave these two options out, or --annotator-columns.");
        }
        AnnotationFile read = AnnotationFile.read(file, options());
        spec.commandLine().getErr().println(read.summary());
        Annotations annotations = read.annotations();
        List<String> names = annotations.classNames();
        ClassNames.alike(file.toString(), names)
                .ifPresent(alike -> spec.commandLine().getErr().println("Warning: " + alike));
        double[][] shares = method == Aggregation.DAWID_SKENE ? dawidSkene(annotations) : annotations.votes();
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

    private LabelFileOptions options() {
        try {
            return new LabelFileOptions(
                    key, label, annotator, annotators, encoding.map(LabelFileOptions::charset), gaps);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "--encoding must be a character set, such as windows-1252, latin-1 or utf-16; found "
                            + encoding.orElse("") + ".");
        }
    }

    /** Fits the model of Dawid and Skene, prints the accuracy of each annotator, and returns the posteriors (N, K). */
    private double[][] dawidSkene(Annotations annotations) {
        DawidSkene fitted = DawidSkene.fit(annotations);
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("annotator", "accuracy"));
        for (int a = 0; a < annotations.annotators().size(); a++) {
            cells.add(List.of(
                    annotations.annotators().get(a), String.format(Locale.ROOT, "%.1f%%", 100 * fitted.accuracy(a))));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells));
        return fitted.posterior();
    }
}
