package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An exported encoder, in the format TorchScript or ONNX, that maps preprocessed examples (B, ..) to vectors (B, D). */
public final class EncoderFile implements AutoCloseable {
    private final Path file;
    private final ArrayFunction encoder;
    private final int batchSize;
    private final NDManager manager;

    private EncoderFile(Path file, ArrayFunction encoder, int batchSize, NDManager manager) {
        this.file = file;
        this.encoder = encoder;
        this.batchSize = batchSize;
        this.manager = manager;
    }

    /**
     * Opens a file, whose suffix determines its format.
     *
     * @param batchSize number of examples that are embedded at once
     * @throws UserException if the file does not exist or is not such a model
     */
    public static EncoderFile open(Path file, int batchSize, NDManager manager) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("The encoder file " + file + " does not exist (looked in "
                    + Path.of("").toAbsolutePath() + "). Check the path.");
        }
        try {
            return new EncoderFile(file, ModelFile.open(file, manager), batchSize, manager);
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }

    private NDArray encode(NDArray examples) {
        try {
            NDArray vectors = encoder.run(new NDList(examples)).get(0);
            return vectors.reshape(examples.getShape().get(0), -1);
        } catch (IllegalStateException e) {
            throw new UserException(file + " does not accept examples of the shape " + examples.getShape()
                    + "; the preprocessing in the section data must be that of the encoder, such as image_size and channels."
                    + " " + e.getMessage());
        }
    }

    /** Returns the vectors of the examples of a part (N, D). */
    public NDArray embed(TaskData data, TaskData.Part part) {
        return data.map(part, batchSize, manager, this::encode);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
