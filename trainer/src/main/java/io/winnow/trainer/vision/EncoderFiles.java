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

/** An encoder that somebody exported: TorchScript or ONNX, from normalised images (B, C, H, W) to vectors (B, D). */
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
     * Opens a file, its format by its suffix.
     *
     * @throws UserException when it is no such model
     */
    public static EncoderFiles open(Path file, int batchSize, NDManager manager) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("There is no encoder file " + file + ".");
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
            throw new UserException(
                    file + " does not take images of shape " + images.getShape() + ": " + e.getMessage());
        }
    }

    /** Vectors of the training examples in use (N, D). */
    public NDArray embedTrain(ImageData data) {
        return data.map(data.train(), data.trainExamples(), batchSize, manager, this::encode);
    }

    /** Vectors of the test images (N, D). */
    public NDArray embedTest(ImageData data) {
        return data.map(data.test(), ImageData.all(data.test()), batchSize, manager, this::encode);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
