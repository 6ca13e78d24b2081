package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.source.AttributeTable;
import io.winnow.datasets.source.ClassFile;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.describe.DescribedClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.text.BundledTextEncoder;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.ClassTextChoice;
import io.winnow.trainer.predict.ClassVectors;
import io.winnow.trainer.predict.DescribedModel;
import io.winnow.trainer.predict.Descriptions;
import io.winnow.trainer.predict.Templates;
import io.winnow.trainer.predict.ZeroShotModel;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options with which a model that has an encoder of texts becomes a classifier without training. */
final class LabelsOption {
    static final String OPTION = "--labels";

    private static final String ALL = "all";

    @Option(
            names = OPTION,
            paramLabel = "FILE",
            description =
                    "Classes to choose from without training, for an encoder of texts or a model that has one as well (CLIP, SigLIP): a .txt"
                            + " file with a class per line, or a file of records (.csv, .jsonl, .parquet) with label and optionally name, if that"
                            + " says more, and description.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description =
                    "Text for a class, in which {} stands for its name, or for a caption, in which {} stands for it. Several are averaged."
                            + " Default: 'a photo of a {}.' for a class of images; the name of the class of texts; the caption as it"
                            + " is.")
    private List<String> templates = List.of();

    @Option(
            names = "--describe-by",
            paramLabel = "TEXT",
            description =
                    "What stands for a class of --labels: name, description (or the name if there is none), or both, the mean of their"
                            + " vectors. Default: name")
    private ClassTextChoice describeBy = ClassTextChoice.NAME;

    @Option(
            names = "--ancestors",
            paramLabel = "WEIGHT",
            description =
                    "Lets the classes above a class stand for it as well, which the column parents of --labels names: the vector of a class"
                            + " is the sum of its own and of theirs, times this weight for a parent, its square for a parent of that, and so"
                            + " on; above 0 and below 1, such as 0.5. Classes above others are not chosen themselves, unless --run has"
                            + " examples of them. Default: only its own text stands for a class")
    private Optional<Double> ancestors = Optional.empty();

    @Option(
            names = "--attributes",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "Columns of --labels with numbers that describe the classes, in place of texts, such as wings,legs,weight; or all, for"
                            + " all columns but label, name, description and parents. Only with --run")
    private List<String> attributes = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private boolean several;

    /** Lets an item have any number of the named classes instead of one. */
    void allowSeveral() {
        several = true;
    }

    /**
     * Checks that no option is given that would have no effect. Commands call this before they read anything.
     *
     * @throws UserException if one is
     */
    void check() {
        OptionRules rules = new OptionRules(spec)
                .needs(
                        "--template",
                        spec.findOption(CaptionsOption.OPTION) == null
                                ? new String[] {OPTION}
                                : new String[] {OPTION, CaptionsOption.OPTION})
                .needs("--describe-by", OPTION)
                .needs("--ancestors", OPTION)
                .needs("--attributes", OPTION)
                .excludes("--attributes", "--template", "--describe-by", "--ancestors");
        if (!spec.commandLine().getParseResult().hasMatchedOption("--run")) {
            rules.refuses(
                    "Numbers that describe classes say what an item is only after a map between both is learned from"
                            + " examples of some classes, as `winnow classify --run` does.",
                    "--attributes");
        }
        if (ancestors.isPresent() && !(ancestors.get() > 0 && ancestors.get() < 1)) {
            throw new UserException("--ancestors must be above 0 and below 1; found " + ancestors.get() + ".");
        }
    }

    /**
     * Returns the model as a classifier of the named classes, or the model itself if none are named.
     *
     * @param say receives a warning if the classes say little
     */
    TrainedModel of(TrainedModel model, Path name, NDManager manager, Consumer<String> say) throws IOException {
        if (labels.isEmpty()) {
            return model;
        }
        TextTower tower = model.texts().orElse(null);
        ClassVectors classes = described(tower == null ? Templates.NAME : tower.usualTemplate(), say);
        return ZeroShotModel.of(model, name.toString(), classes, several, manager);
    }

    /** Returns the classes as the file describes them. */
    private ClassVectors described(String usualTemplate, Consumer<String> say) throws IOException {
        ClassVectors classes = new ClassVectors(
                classes(labels.orElseThrow()),
                describeBy,
                new Templates(templates.isEmpty() ? List.of(usualTemplate) : templates),
                ancestors.orElse(0.0));
        classes.warnings().forEach(say);
        return classes;
    }

    /**
     * Returns a classifier of the classes of a run and of further ones that only the file describes.
     *
     * @param reader reads the items to classify
     * @param data the data of the run
     * @param say receives a warning if the classes say little, and how well held-out classes are recognised
     */
    TrainedModel learnedBy(
            TrainedModel encoder, ItemReader<?> reader, TaskData data, NDManager manager, Consumer<String> say)
            throws IOException {
        if (!(data.trainLabels() instanceof ClassLabels given)) {
            throw new UserException(
                    "--run needs a run whose training " + data.unit() + " have exactly one class each.");
        }
        DescribedModel model = DescribedModel.fit(
                encoder,
                reader,
                data.train(),
                data.trainExamples(),
                given,
                descriptions(DescribedModel.withExamples(given), manager, say),
                manager);
        say.accept(summary(model.classes(), model.output().names().size()));
        return model;
    }

    /** @param seen the classes with examples */
    private Descriptions descriptions(List<String> seen, NDManager manager, Consumer<String> say) throws IOException {
        if (attributes.isEmpty()) {
            try (TrainedModel texts = BundledTextEncoder.open()) {
                return described(Templates.NAME, say).of(texts.texts().orElseThrow(), seen, manager);
            }
        }
        Path file = labels.orElseThrow();
        AttributeTable table =
                AttributeTable.read(file, TextCharset.UTF_8, attributes.equals(List.of(ALL)) ? List.of() : attributes);
        return Descriptions.of(
                ClassFile.read(file, TextCharset.UTF_8).stream()
                        .map(ClassInfo::label)
                        .toList(),
                table,
                say);
    }

    private static String summary(DescribedClasses classes, int all) {
        long few = Arrays.stream(classes.shares())
                .filter(share -> share > 0 && share < 1)
                .count();
        String counts = classes.seen() + " classes with examples, "
                + (few == 0 ? "" : few + " by a few examples and their descriptions, ")
                + (all - classes.seen() - few) + " by their descriptions alone";
        return classes.validated().isEmpty()
                ? "Warning: " + counts + ". With fewer than " + DescribedClasses.FEWEST
                        + " classes with examples, the other classes are hardly recognised by their descriptions."
                : String.format(
                        Locale.ROOT,
                        "%s. With a fifth of the classes with examples held out, %.1f%% of their examples are recognised by"
                                + " the descriptions, and %.1f%% of those of the other four fifths (means over classes, computed on"
                                + " training examples, so that new examples are recognised less well).",
                        counts,
                        100 * classes.validated().get(0),
                        100 * classes.validated().get(1));
    }

    /**
     * Requires that no classes are named, since a run has classes of its own.
     *
     * @throws UserException if classes are named
     */
    void requireNone(Path run) {
        if (isGiven()) {
            throw new UserException(
                    "--labels can only be used for a published model that has an encoder of texts, not for the run "
                            + run + ". Leave it out.");
        }
    }

    /** What is said of an item in a caption. */
    Templates captions() {
        return templates.isEmpty() ? Templates.CAPTION : new Templates(templates);
    }

    /** Whether classes are named. */
    boolean isGiven() {
        return labels.isPresent();
    }

    private static List<ClassInfo> classes(Path file) throws IOException {
        InputPaths.require(file);
        if (!file.toString().endsWith(".txt")) {
            return ClassFile.read(file, TextCharset.UTF_8);
        }
        List<ClassInfo> classes =
                TextFile.lines(file.toString(), Files.newInputStream(file), TextCharset.UTF_8).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> new ClassInfo(line, line, Optional.empty(), List.of()))
                        .toList();
        if (classes.isEmpty()) {
            throw new UserException(file + " has no class. Write the name of a class into each line.");
        }
        Set<String> seen = new HashSet<>();
        for (ClassInfo each : classes) {
            if (!seen.add(each.label())) {
                throw new UserException(file + " has the class '" + each.label() + "' twice. Remove one of the lines.");
            }
        }
        return classes;
    }
}
