package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The vectors of a run's images in the folder of the stage that made them, a row for each training image in use and each test image. */
public final class Representations {
    /** Weights of the encoder, beside the vectors. */
    public static final String ENCODER = "encoder.safetensors";

    private static final String TRAIN = "train.npy";
    private static final String TEST = "test.npy";

    private Representations() {}

    /** Vectors of the training images in use (N, D). */
    public static NDArray train(Path folder, NDManager manager) throws IOException {
        return VectorFiles.read(trainFile(folder), manager);
    }

    /** Vectors of the test images (M, D). */
    public static NDArray test(Path folder, NDManager manager) throws IOException {
        return VectorFiles.read(testFile(folder), manager);
    }

    /** The file that {@link #train} reads. */
    public static Path trainFile(Path folder) {
        return folder.resolve(TRAIN);
    }

    /** The file that {@link #test} reads. */
    public static Path testFile(Path folder) {
        return folder.resolve(TEST);
    }

    /** Writes vectors. */
    public static void write(Path folder, NDArray train, Optional<NDArray> test) throws IOException {
        VectorFiles.write(trainFile(folder), train);
        if (test.isPresent()) {
            VectorFiles.write(testFile(folder), test.get());
        }
    }

    /**
     * Embeds all images by an encoder into the stage's folder, with a copy of its weights.
     *
     * @return images embedded per second
     */
    public static double write(Path weights, EncoderConfig network, ImageData data, StageContext context)
            throws IOException {
        try (ImageEncoder encoder = ImageEncoder.load(network, data.preprocessing(), weights, context.manager());
                NDManager scope = context.manager().newSubManager()) {
            long begin = System.nanoTime();
            NDArray train = encoder.embedTrain(data, scope);
            NDArray test = encoder.embedTest(data, scope);
            double images = train.getShape().get(0) + test.getShape().get(0);
            write(context.folder(), train, Optional.of(test));
            Path copy = context.folder().resolve(ENCODER);
            if (!copy.equals(weights)) {
                AtomicFiles.write(copy, temporary -> Files.copy(weights, temporary));
            }
            return images / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
