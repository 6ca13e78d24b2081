package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Files with the representations of a run's examples, in the folder of the stage that computed them: one row per training example in use, and
 * one per test example.
 */
public final class Representations {
    /** Name of the file with the encoder's weights, in the same folder. */
    public static final String ENCODER = "encoder.safetensors";

    private static final String TRAIN = "train.npy";
    private static final String TEST = "test.npy";

    private Representations() {}

    /** Reads the vectors of the training examples in use (N, D). */
    public static NDArray train(Path folder, NDManager manager) throws IOException {
        return VectorFiles.read(trainFile(folder), manager);
    }

    /** Reads the vectors of the test examples (M, D). */
    public static NDArray test(Path folder, NDManager manager) throws IOException {
        return VectorFiles.read(testFile(folder), manager);
    }

    /** Returns the file that {@link #train} reads. */
    public static Path trainFile(Path folder) {
        return folder.resolve(TRAIN);
    }

    /** Returns the file that {@link #test} reads. */
    public static Path testFile(Path folder) {
        return folder.resolve(TEST);
    }

    /** Writes the vectors of the training examples (N, D) and, if given, of the test examples (M, D). */
    public static void write(Path folder, NDArray train, Optional<NDArray> test) throws IOException {
        VectorFiles.write(trainFile(folder), train);
        if (test.isPresent()) {
            VectorFiles.write(testFile(folder), test.get());
        }
    }

    /**
     * Embeds all examples with an encoder and writes the vectors and a copy of the encoder's weights into the stage's folder.
     *
     * @param weights file with the encoder's weights
     * @return the metric of the number of examples embedded per second
     */
    public static Map<String, Double> write(Path weights, EncoderConfig network, TaskData data, StageContext context)
            throws IOException {
        if (context.workers().isPresent()) {
            long begin = System.nanoTime();
            long examples = new ShardedEmbedding(weights, network, context).write(data);
            keep(weights, context);
            return Map.of("embedded_" + data.unit() + "_per_second", examples / ((System.nanoTime() - begin) / 1e9));
        }
        try (Embedder encoder = Embedder.load(network, data.inputs().preprocessing(), weights, context.manager());
                NDManager scope = context.manager().newSubManager()) {
            long begin = System.nanoTime();
            NDArray train = encoder.embed(data, TaskData.Part.TRAIN, scope);
            NDArray test = encoder.embed(data, TaskData.Part.TEST, scope);
            double examples = train.getShape().get(0) + test.getShape().get(0);
            write(context.folder(), train, Optional.of(test));
            keep(weights, context);
            return Map.of("embedded_" + data.unit() + "_per_second", examples / ((System.nanoTime() - begin) / 1e9));
        }
    }

    private static void keep(Path weights, StageContext context) throws IOException {
        Path copy = context.folder().resolve(ENCODER);
        if (!copy.equals(weights)) {
            AtomicFiles.write(copy, temporary -> Files.copy(weights, temporary));
        }
    }
}
