package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.audit.TestExamples;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.RunData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What {@code winnow audit} looks at.
 *
 * @param examples the examples, which are closed together with this
 * @param representation gives their vectors, after the labels have been checked
 * @param seed seed of the folds and of random draws
 * @param fewer by what a user audits fewer examples, for messages
 */
record AuditSource(LabelledExamples examples, Representation representation, long seed, String fewer)
        implements AutoCloseable {
    /** Seed of the audit of a file, which has no run with a seed. */
    private static final long SEED = 1;

    /** Gives the vectors of the audited examples (N, D). */
    @FunctionalInterface
    interface Representation {
        NDArray vectors() throws IOException;
    }

    /** Returns the labels of a file with vectors of the user. */
    static AuditSource ofFile(Path labels, VectorsOption vectors, NDManager manager) throws IOException {
        LabelledExamples examples = vectors.records(labels);
        return new AuditSource(examples, () -> vectors.read(examples, manager), SEED, "a file with fewer lines");
    }

    /**
     * Returns the training or the test examples of a run, by vectors of the user if they are given.
     *
     * @param test whether the test examples are audited
     */
    static AuditSource ofRun(FinishedRun run, RunData runData, boolean test, VectorsOption vectors, NDManager manager)
            throws IOException {
        if (test) {
            return ofTest(run, runData, vectors, manager);
        }
        EncoderRecipe.TrainedEncoder audited = run.encoderRecipe().audited();
        TaskData data = runData.open(audited.data().strict(), manager);
        return new AuditSource(
                data,
                () -> vectors.isGiven()
                        ? vectors.read(data, manager)
                        : vectors(run, audited, data, runData.hasSameExamples(data), manager),
                run.experiment().seed(),
                "data.limit");
    }

    /** The encoder of the run itself is used, even if it was trained with labels: it has not seen those of test examples. */
    private static AuditSource ofTest(FinishedRun run, RunData runData, VectorsOption vectors, NDManager manager)
            throws IOException {
        EncoderRecipe.TrainedEncoder encoder = run.encoder();
        TaskData data = runData.open(encoder.data().strict(), manager);
        TestExamples examples = new TestExamples(data);
        return new AuditSource(
                examples,
                () -> {
                    if (vectors.isGiven()) {
                        return vectors.read(examples, manager);
                    }
                    try (Embedder embedder = Embedder.load(
                                    encoder.network(),
                                    data.inputs().preprocessing(),
                                    run.encoderFile(encoder),
                                    manager);
                            NDArray all = embedder.embed(data, TaskData.Part.TEST, manager);
                            NDArray known = manager.create(Arrays.stream(examples.trainExamples())
                                    .asLongStream()
                                    .toArray())) {
                        return all.get(manager, new NDIndex("{}", known));
                    }
                },
                run.experiment().seed(),
                "fewer test examples");
    }

    @Override
    public void close() throws IOException {
        examples.close();
    }

    /**
     * Returns the representation in which labels are audited. If the encoder was trained with them, the columns of rows and the vectors of a
     * pretrained text encoder themselves are used, which linear models suit: in what it learned, wrong labels look right.
     *
     * @param stored whether vectors that the run has stored are those of these images
     */
    private static NDArray vectors(
            FinishedRun run, EncoderRecipe.TrainedEncoder trained, TaskData data, boolean stored, NDManager manager)
            throws IOException {
        Preprocessing preprocessing = data.inputs().preprocessing();
        if (run.encoderRecipe().knowsAuditedLabels()
                && preprocessing.raw().filter(Preprocessing.Raw::baseline).isPresent()) {
            return preprocessing.rawVectors(data.train(), data.trainExamples(), data.maxCorrupt(), manager);
        }
        Path weights = run.encoderFile(trained);
        if (stored && Files.exists(Representations.trainFile(run.stage(trained.stage())))) {
            return Representations.train(run.stage(trained.stage()), manager);
        }
        try (Embedder encoder = Embedder.load(trained.network(), preprocessing, weights, manager)) {
            return encoder.embed(data, TaskData.Part.TRAIN, manager);
        }
    }
}
