package io.winnow.trainer.cli;

import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.label.AnnotationFile;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.datasets.label.VoteOptions;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how a file with the labels of several annotators is read. */
final class VoteFileOptions {
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
            description = "Columns of the annotators, for files in which each annotator has a column of their own.")
    private List<String> annotators = List.of();

    @Option(
            names = "--time-column",
            paramLabel = "NAME",
            description =
                    "Column with the time of each label, as 2026-01-31T12:00:00Z or as milliseconds since 1970. Only the method streaming"
                            + " and --repeated first or last use it. Default: the order is not known, and streaming takes a random one")
    private Optional<String> time = Optional.empty();

    @Option(
            names = "--repeated",
            paramLabel = "RULE",
            defaultValue = "error",
            description =
                    "What counts if an annotator gave an item several different labels: error (none; it is an error), first, last, or vote"
                            + " (all of them). Default: ${DEFAULT-VALUE}")
    private VoteOptions.Repeated repeated;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "Character set of the files, such as windows-1252. Default: that of the byte order mark, otherwise UTF-8")
    private Optional<String> encoding = Optional.empty();

    @Option(
            names = "--gaps",
            paramLabel = "VALUE",
            split = ",",
            description =
                    "Values that mean that there is no vote, besides empty cells. Default: NA, NaN, null, None and similar")
    private List<String> gaps = Gaps.USUAL;

    /** Reads files of votes. */
    AnnotationFile read(List<Path> files) throws IOException {
        if (!annotators.isEmpty() && (annotator.isPresent() || label.isPresent())) {
            throw new UserException("--annotator-columns is for files with one column per annotator, which have neither"
                    + " --annotator-column nor --label-column. Leave these two options out, or --annotator-columns.");
        }
        return AnnotationFile.read(files, options(), new VoteOptions(time, repeated));
    }

    /** Returns how the file is read, which goes for files that belong to it, too. */
    LabelFileOptions options() {
        return new LabelFileOptions(key, label, annotator, annotators, EncodingOption.of(encoding), gaps);
    }
}
