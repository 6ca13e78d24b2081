package io.winnow.trainer.modality.records;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.EncodingKey;
import io.winnow.trainer.modality.FewShotConfig;
import io.winnow.trainer.modality.KeptKeys;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of records of a data description, and what is known of the examples (data-readers.md, section 3; text-common.md, section 1). The
 * keys that say what an example is are those of each modality.
 */
@Doc(
        "Files with a record per example, and what the records say of it. These keys belong to every section of described data.")
public record RecordsConfig(
        @Doc(
                "File with a record per example, of which some are used for training, some for validation and some for testing, as split"
                        + " says: CSV or TSV with a header, JSON lines or a JSON array, Parquet (a file, or a folder of part files), fastText lines"
                        + " (__label__CLASS text), or .txt with one text per line.")
        Optional<Path> file,

        @Doc("File of the training examples, instead of file.")
        Optional<Path> train,

        @Doc("File of the validation examples. Without it, they are taken from the training examples if split says so.")
        Optional<Path> validation,

        @Doc("File of the test examples. Without it, they are taken from the training examples as split says.")
        Optional<Path> test,

        @Doc(
                "File of further training examples without a label, from which methods such as semi learn. It has the columns of"
                        + " the others but that of the label, which is not read from it.")
        Optional<Path> unlabelled,

        @Doc("Format of the files. By default, the one that the ending of the name indicates.")
        Optional<RecordFormat> format,

        @Doc("Character set of the files, such as windows-1252. By default UTF-8, or the one of a byte order mark.")
        Optional<String> encoding,

        @Doc(
                "How the texts of the files write numbers. point: 1234.5; comma: 1.234,5 or 1234,5. In JSON and Parquet, this is"
                        + " only for numbers that are written as texts: numbers themselves have a decimal point.")
        @Default("point")
        Decimal decimal,

        @Doc("Further files whose columns are added to the records.") @Default("[]")
        List<Join> join,

        @Doc("Values that mean `not known` in all columns but those of texts, as blank cells always do.") @Default("[]")
        List<String> missing,

        @Doc("The records that are used, such as `gradable = true and year >= 2019`. By default all.")
        Optional<String> keep,

        @Doc(
                "Column of the key, which names an example in results. By default the name of its file, or the number of the record.")
        Optional<String> key,

        @Doc(
                "Columns whose values examples of one group share, such as patient. Examples that share a value of any of them are never"
                        + " divided among parts.")
        @Default("[]")
        List<String> group,

        @Doc(
                "Weights of the training examples, which multiply their losses; baselines do not use them. By default, all are the same.")
        Optional<Weight> weight,

        @Doc("The labels by their names.") @Default("{}") Map<String, LabelConfig> labels,

        @Doc("The label that is learned. May be left out if there is only one.")
        Optional<String> use,

        @Default("{}") SplitConfig split,

        @Doc("Largest number of training examples to use, chosen at regular intervals. By default, all are used.")
        Optional<Integer> limit,

        @Doc("Keeps the labels of a few training examples of each class only. By default, all are used.")
        Optional<FewShotConfig> fewShot,

        @Doc(
                "File with the keys of the training examples to use, one per line, such as kept.txt of `winnow data filter`. Validation and"
                        + " test examples are chosen before and stay as they are. By default, all are used.")
        Optional<Path> keys) {
    static final String TRAIN = "train";
    static final String VALIDATION = "validation";
    static final String TEST = "test";
    static final String UNLABELLED = "unlabelled";

    public RecordsConfig {
        EncodingKey.check(new Checks(), encoding)
                .that(file.isPresent() != train.isPresent(), "train", "must be given, or file instead, but not both")
                .that(
                        file.isEmpty() || (validation.isEmpty() && test.isEmpty()),
                        "file",
                        "must be left out if validation or test are given; name the file of the training examples with train")
                // Of labels with mistakes of their own, the reader of configurations gives none.
                .that(
                        !labels.isEmpty() || (use.isEmpty() && split.stratify().isEmpty() && fewShot.isEmpty()),
                        "labels",
                        "must describe a label, which use, split.stratify and few_shot need")
                .that(
                        use.isEmpty() || labels.isEmpty() || labels.containsKey(use.get()),
                        "use",
                        "must be one of the labels: " + String.join(", ", labels.keySet()) + "; found "
                                + use.orElse("")
                                + use.flatMap(name -> EditDistance.nearest(name, labels.keySet()))
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse(""))
                .that(
                        unlabelled.isEmpty()
                                || labels.values().stream()
                                        .allMatch(each -> each == null || each instanceof LabelConfig.OneClass),
                        "unlabelled",
                        "is for labels of kind class, from which alone methods learn together with examples without a label")
                .that(
                        unlabelled.isEmpty()
                                || (split.column().isEmpty()
                                        && split.foldColumn().isEmpty()),
                        "unlabelled",
                        "must be left out with split.column and split.fold_column, since a column then says what each record is"
                                + " for. Put these records into the file of the others, and leave their label blank")
                .that(
                        use.isPresent() || labels.size() < 2,
                        "use",
                        "must name the label that is learned, since there are several: "
                                + String.join(", ", labels.keySet()))
                .that(
                        unknownJudges(labels).isEmpty(),
                        "labels",
                        "must contain each truth, with kind class; found " + String.join(", ", unknownJudges(labels)))
                .that(
                        split.stratify().isEmpty()
                                || labels.isEmpty()
                                || labels.containsKey(split.stratify().get()),
                        "split",
                        "must stratify by one of the labels: " + String.join(", ", labels.keySet()) + "; found "
                                + split.stratify().orElse(""))
                .that(
                        file.isPresent() || test.isEmpty() || isByShares(split),
                        "split",
                        "must not take test examples from the training file, since test has them")
                .atLeast("limit", limit.orElse(1), 1)
                .that(limit.isEmpty() || keys.isEmpty(), "limit", KeptKeys.NO_LIMIT)
                .that(fewShot.isEmpty() || keys.isEmpty(), "few_shot", KeptKeys.NO_LIMIT)
                .done();
        keep.ifPresent(text -> LabelConfig.Cells.condition("keep", text));
    }

    /** The labels by which others are judged that do not exist, or have more or less than one class. */
    private static List<String> unknownJudges(Map<String, LabelConfig> labels) {
        return labels.values().stream()
                .filter(Objects::nonNull)
                .flatMap(each -> each.judge().stream())
                .filter(name -> !(labels.get(name) instanceof LabelConfig.OneClass))
                .toList();
    }

    private static boolean isByShares(SplitConfig split) {
        return split.column().isEmpty()
                && split.folds().isEmpty()
                && split.foldColumn().isEmpty();
    }

    /** A further file. */
    @Doc("A further file whose columns are added to the records.")
    public record Join(
            @Doc("The file.") Path file,

            @Doc("Columns that both files have. Each combination of their values occurs once in this file.")
            List<String> on,

            @Doc("Whether a record may lack a match; its added columns are then blank.") @Default("false")
            boolean optional) {}

    /** Weights of examples. */
    @Doc("Weights of examples, which multiply their losses.")
    public record Weight(
            @Doc("Column of the weight.") String column,

            @Doc("Weight of each value of the column. By default, the values are the weights.") @Default("{}")
            Map<String, Double> map) {}

    /** Returns the label that is learned; empty if there are no labels. */
    public Optional<LabelConfig> used() {
        return usedName().map(labels::get);
    }

    /** Returns the name of the label that is learned; empty if there are no labels. */
    public Optional<String> usedName() {
        return use.or(() -> labels.keySet().stream().findFirst());
    }

    /** Returns the files by their keys in the configuration. */
    public Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        file.map(DataPaths::find).ifPresent(path -> paths.put("file", path));
        train.map(DataPaths::find).ifPresent(path -> paths.put(TRAIN, path));
        validation.map(DataPaths::find).ifPresent(path -> paths.put(VALIDATION, path));
        test.map(DataPaths::find).ifPresent(path -> paths.put(TEST, path));
        unlabelled.map(DataPaths::find).ifPresent(path -> paths.put(UNLABELLED, path));
        return paths;
    }

    /** Returns the name of the label by which the test examples are judged, if it is not the one that is learned. */
    public Optional<String> judge() {
        return used().flatMap(LabelConfig::judge);
    }

    /** Returns the names that a user gives to the label by which examples are judged: its own and that of its column. */
    public Set<String> labelNames() {
        return judge().or(this::usedName).stream()
                .flatMap(name -> Stream.concat(
                        Stream.of(name),
                        labels.get(name).description(name).encoding() instanceof Encoding.Plain plain
                                ? Stream.of(plain.column())
                                : Stream.empty()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns a short name for messages. */
    public String name() {
        return paths().values().iterator().next().toString();
    }

    /**
     * Reads the records.
     *
     * @param content what an example is
     * @throws UserException if a file does not exist or contains mistakes; the message has all of them
     */
    public DescribedData read(Content content) throws IOException {
        return new RecordsReading(this).read(content);
    }

    /**
     * Reads another file with the same columns. Only contents and keys are read, and joined files only if they are needed for them. The file
     * need not have the column of the keys: items are then named by their numbers.
     *
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    public DescribedData readOther(OtherFile other, Content content) throws IOException {
        return new RecordsReading(this).readOther(other, content);
    }

    /**
     * Reads another file with the same columns, and with the labels by which test examples are judged. It needs the column of the keys only
     * if several records make an item.
     *
     * @throws UserException if the file does not exist or contains mistakes; the message has all of them
     */
    public DescribedData readLabelled(OtherFile other, Content content) throws IOException {
        return new RecordsReading(this).readLabelled(other, content);
    }
}
