package io.winnow.trainer.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An exported encoder, in the format TorchScript or ONNX, that maps normalised images (B, C, H, W) to vectors (B, D). */
public final class EncoderFiles implements AutoCloseable {
    private final Path file;
    private final ArrayFunction encoder;
    private final int batchSize;
    private final NDManager manager;

    private EncoderFiles(Path file, ArrayFunction encoder, int batchSize, NDManager manager) {
        this.file = file;
        this.encoder = encoder;
        this.batchSize = batchSize;
        this.manager = manager;
    }

    /**
     * Opens a file, whose suffix determines its format.
     *
     * @param batchSize number of images that are embedded at once
     * @throws UserException if the file does not exist or is not such a model
     */
    public static EncoderFiles open(Path file, int batchSize, NDManager manager) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("The encoder file " + file + " does not exist (looked in "
                    + Path.of("").toAbsolutePath() + "). Check the path.");
        }
        try {
            return new EncoderFiles(file, ModelFile.open(file, manager), batchSize, manager);
        } catch (IOException e) {
            throw new UserException(e.getMessage());
        }
    }

    private NDArray encode(NDArray images) {
        try {
            NDArray vectors = encoder.run(new NDList(images)).get(0);
            return vectors.reshape(images.getShape().get(0), -1);
        } catch (IllegalStateException e) {
            throw new UserException(file + " does not accept images of the shape (B, C, H, W) = " + images.getShape()
                    + "; data.image_size and data.channels must be those of the encoder. " + e.getMessage());
        }
    }

    /** Returns the vectors of the training examples in use (N, D). */
    public NDArray embedTrain(ImageData data) {
        return data.map(data.train(), data.trainExamples(), batchSize, manager, this::encode);
    }

    /** Returns the vectors of the test images (M, D). */
    public NDArray embedTest(ImageData data) {
        return data.map(data.test(), ImageData.all(data.test()), batchSize, manager, this::encode);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
