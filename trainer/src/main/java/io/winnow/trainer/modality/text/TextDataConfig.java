package io.winnow.trainer.modality.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Training and test texts with one class each, and the pretrained encoder that turns them into vectors (text-common.md, section 1). */
@Kind("texts")
@Doc("Training and test texts with one class each, and the frozen pretrained encoder that turns them into vectors.")
public record TextDataConfig(
        @Doc("File of the training texts: CSV or TSV with a header, JSON lines or a JSON array, fastText lines"
                + " (__label__CLASS text), or .txt with one text per line.")
        Path train,

        @Doc("File of the test texts. Without it, a part of the training texts is held out for testing.")
        Optional<Path> test,

        @Doc(
                "Share of the training texts that is held out for testing if test is not set, above 0 and below 1. Each class keeps its"
                        + " share, and equal texts stay together.")
        @Default("0.2")
        double holdout,

        @Doc("Columns of the text, in order. Several are joined by a full stop and a blank.") @Default("[text]")
        List<String> inputs,

        @Doc("Column of the class. Without this key, the texts have no labels.")
        Optional<String> label,

        @Doc("Column of the key, which names a text in results. By default, the number of the record, counted from 1.")
        Optional<String> key,

        @Doc("Columns whose values texts of one group share. If texts are held out, a group is never divided.")
        @Default("[]")
        List<String> group,

        @Doc("Class names by what the label column has instead.") @Default("{}")
        Map<String, String> rename,

        @Doc("Values of the label column that mean that a text has no label.") @Default("[]")
        List<String> dropLabels,

        @Doc("Largest number of training texts to use. By default, all are used.")
        Optional<Integer> limit,

        @Doc("Largest number of subword tokens of a text; longer texts are cut. At least 8.") @Default("128")
        int maxTokens,

        @Default("{}") PretrainedText pretrained)
        implements DataConfig {
    static final String TRAIN = "train";
    static final String TEST = "test";
    private static final String LABEL = "label";

    public TextDataConfig {
        new Checks()
                .that(holdout > 0 && holdout < 1, "holdout", "must be above 0 and below 1, found " + holdout)
                .that(!inputs.isEmpty(), "inputs", "must name at least one column")
                .atLeast("limit", limit.orElse(1), 1)
                .atLeast("max_tokens", maxTokens, 8)
                .done();
    }

    @Override
    public String unit() {
        return "texts";
    }

    @Override
    public TaskData open(Catalog catalog, Optional<Inputs> trained, Optional<? extends Dataset<?>> otherTest)
            throws IOException {
        return TextData.open(this, catalog.root().writable().resolve("vectors"), trained, otherTest);
    }

    /** Reads the records of both files. Their classes are numbered together. */
    DescribedData read() throws IOException {
        List<Metadata.PartFile> files = new ArrayList<>();
        paths().forEach((part, path) -> files.add(new Metadata.PartFile(Optional.of(part), InputPaths.require(path))));
        ClassList classes = ClassList.ALL.withRename(rename).withDrop(Set.copyOf(dropLabels));
        return read(
                train.toString(),
                files,
                group,
                label.<Map<String, LabelDescription>>map(column -> Map.of(
                                LABEL,
                                new LabelDescription.OneClass(new Encoding.Plain(column), classes, Optional.empty())))
                        .orElse(Map.of()));
    }

    /**
     * Reads the texts of another file with the same columns. Labels and groups are not read.
     *
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    public TextDataset texts(Path file) throws IOException {
        List<Metadata.PartFile> files = List.of(new Metadata.PartFile(Optional.empty(), InputPaths.require(file)));
        DescribedData read = read(file.toString(), files, List.of(), Map.of());
        return TextDataset.of(read, new Labels.None(read.size()));
    }

    private DescribedData read(
            String name, List<Metadata.PartFile> files, List<String> groups, Map<String, LabelDescription> labels)
            throws IOException {
        DataDescription description = new DataDescription(
                new Metadata(files, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty()),
                new Content.Texts(inputs),
                new ItemColumns(key, groups, Optional.empty(), Optional.empty(), Optional.empty()),
                labels,
                List.of());
        try {
            return DescribedData.read(name, description);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    @Override
    public Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        paths.put(TRAIN, train);
        test.ifPresent(path -> paths.put(TEST, path));
        return paths;
    }

    @Override
    public TextDataConfig from(Path directory) {
        return new TextDataConfig(
                InputPaths.from(train, directory),
                test.map(path -> InputPaths.from(path, directory)),
                holdout,
                inputs,
                label,
                key,
                group,
                rename,
                dropLabels,
                limit,
                maxTokens,
                pretrained);
    }

    @Override
    public TextDataConfig strict() {
        return this;
    }

    @Override
    public Optional<GivenLabels> labels() {
        return Optional.empty();
    }
}
