package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.annotate.LabelledFile;
import io.winnow.trainer.audit.AuditedRecords;
import io.winnow.trainer.audit.ClassFindings;
import io.winnow.trainer.audit.Findings;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which {@code winnow audit} compares labels in vectors of the user. */
final class VectorsOption {
    static final String NAME = "--vectors";

    private static final String KEY_COLUMN = "--key-column";
    private static final String LABEL_COLUMN = "--label-column";

    /** Vectors that belong to other records agree with the labels by chance; real ones agree far more, even if many labels are wrong. */
    private static final double UNRELATED = 0.05;

    /** The agreement of few examples is that of chance within so many standard deviations, each about 1 / sqrt(N). */
    private static final double DEVIATIONS = 3;

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description =
                    "Vectors by which labels are compared (.npy or .safetensors), one row per record of LABELS, or per example of"
                            + " RUN in the audited part, in their order: for instance those of a published encoder. Default: those"
                            + " that suit the run.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = KEY_COLUMN,
            paramLabel = "NAME",
            description =
                    "Column of LABELS that names the records. Default: key; without it, records are numbered from 1.")
    private Optional<String> keyColumn = Optional.empty();

    @Option(
            names = LABEL_COLUMN,
            paramLabel = "NAME",
            description = "Column of LABELS that has the class. By default, it is found by its name.")
    private Optional<String> labelColumn = Optional.empty();

    /** Returns whether vectors are given. */
    boolean isGiven() {
        return file.isPresent();
    }

    /** Returns what is audited as the arguments of a command, with those of these options that are given. */
    String arguments(Path audited) {
        StringBuilder arguments = new StringBuilder(ShellQuote.word(audited.toString()));
        add(NAME, file.map(Path::toString), arguments);
        add(KEY_COLUMN, keyColumn, arguments);
        add(LABEL_COLUMN, labelColumn, arguments);
        return arguments.toString();
    }

    private static void add(String option, Optional<String> value, StringBuilder arguments) {
        value.ifPresent(
                given -> arguments.append(' ').append(option).append(' ').append(ShellQuote.word(given)));
    }

    /** Returns a warning if the labels have nothing to do with the given vectors. */
    Optional<String> warning(Findings findings) {
        if (file.isEmpty()
                || !(findings instanceof ClassFindings classes)
                || classes.agreement() >= Math.max(UNRELATED, DEVIATIONS / Math.sqrt(classes.size()))) {
            return Optional.empty();
        }
        return Optional.of(
                "Warning: the vectors of " + file.get() + " predict the labels hardly better than chance does."
                        + " Make sure that its rows are in the order of the labels: otherwise, every suggestion is wrong.");
    }

    /**
     * Reads the labels of a file.
     *
     * @throws UserException if there are no vectors for them
     */
    AuditedRecords records(Path labels) throws IOException {
        if (labels.toString().matches("(?i).+\\.ya?ml")) {
            throw new UserException(
                    labels + " is a configuration, and an audit is of a trained run or of a file of labels."
                            + " Train it with winnow train " + labels + ", and name the directory of the run.");
        }
        if (file.isEmpty()) {
            throw new UserException(labels + " is a file, and its labels are compared in vectors: add " + NAME
                    + " FILE with a row for each record (.npy or .safetensors), such as the output of winnow embed. Or"
                    + " train on the data, and name the directory of that run.");
        }
        return new AuditedRecords(LabelledFile.read(labels, keyColumn, labelColumn));
    }

    /**
     * Reads the vectors of the training examples in use (N, D). A file may also have rows for those that are not in use.
     *
     * @throws UserException if the file has another number of rows, or a value that is not a finite number
     */
    NDArray read(LabelledExamples examples, NDManager manager) throws IOException {
        Path path = InputPaths.require(file.orElseThrow());
        int[] used = examples.trainExamples();
        NDArray vectors = FiniteVectors.read(path, manager);
        long rows = vectors.getShape().get(0);
        if (rows != used.length && rows != examples.train().size()) {
            int all = examples.train().size();
            throw new UserException(path + " has " + rows + " rows, but "
                    + examples.train().name() + " has " + all + " " + examples.unit()
                    + (used.length < all ? ", of which " + used.length + " are in use" : "")
                    + ". Give one row for each of them, in their order.");
        }
        if (rows == used.length) {
            return vectors;
        }
        try (NDArray whole = vectors;
                NDArray chosen =
                        manager.create(Arrays.stream(used).asLongStream().toArray())) {
            return whole.get(manager, new NDIndex("{}", chosen));
        }
    }
}
