package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the vectors of examples come from. Some sources leave the encoder that computes them as well, see {@link EncoderSource}. */
@Doc("Where the vectors of the examples come from.")
public sealed interface VectorSource
        permits EncoderSource, PublishedVectors, VectorSource.Features, VectorSource.EncoderFile, VectorSource.Pixels {
    /** Writes the {@link Representations} of all examples into the folder of the stage, with the encoder if the source leaves one. */
    StageResult write(TaskData data, StageContext context) throws IOException;

    /** Returns whether the vectors of test examples are written as well, and are not those of raw examples, which are evaluated anyway. */
    default boolean isEvaluated() {
        return true;
    }

    /** Returns the dimension of the vectors, if it is known before they are computed. */
    default Optional<Integer> dimension(TaskData data) {
        return Optional.empty();
    }

    /**
     * Returns the encoders that are trained in this run to get the vectors.
     *
     * @param key key of these options, below {@code recipe}
     */
    default List<Slot> slots(String key) {
        return List.of();
    }

    /**
     * Checks the sizes in these options against the data.
     *
     * @param key key of these options, below {@code recipe}
     */
    default void checkSizes(SizeChecks checks, String key, TaskData data) {}

    /** Returns the metrics of a source that trains and embeds nothing. */
    private static StageResult read(TaskData data) {
        return StageResult.of(Map.of(data.unit(), (double) data.trainExamples().length));
    }

    /** Precomputed vectors. */
    @Kind("features")
    @Doc("Precomputed vectors.")
    record Features(
            @Doc(
                    "File of precomputed vectors, .npy or .safetensors, with one row per training example in use, in their order.")
            Path train,

            @Doc("File with the vectors of the test examples. Without it, the vectors are not evaluated as a baseline.")
            Optional<Path> test)
            implements VectorSource {
        @Override
        public StageResult write(TaskData data, StageContext context) throws IOException {
            take(
                    train,
                    Representations.trainFile(context.folder()),
                    data.trainExamples().length,
                    "training " + data.unit() + " in use",
                    context.manager());
            if (test.isPresent()) {
                take(
                        test.get(),
                        Representations.testFile(context.folder()),
                        data.test().size(),
                        "test " + data.unit(),
                        context.manager());
            }
            return read(data);
        }

        @Override
        public boolean isEvaluated() {
            return test.isPresent();
        }

        /** Copies a file of vectors as .npy. A file that already is .npy is not read into memory. */
        private static void take(Path file, Path target, int examples, String of, NDManager manager)
                throws IOException {
            if (file.toString().endsWith(".npy")) {
                try (VectorTiles tiles = VectorTiles.npy(file)) {
                    requireRows(file, tiles.rows(), examples, of);
                }
                AtomicFiles.write(target, temporary -> Files.copy(file, temporary));
                return;
            }
            try (NDArray vectors = VectorFiles.read(file, manager)) {
                requireRows(file, vectors.getShape().get(0), examples, of);
                VectorFiles.write(target, vectors);
            }
        }

        private static void requireRows(Path file, long rows, int examples, String of) {
            if (rows != examples) {
                throw new UserException(
                        file + " must have one row per example: it has " + rows + " rows, but there are " + examples
                                + " " + of + ". Compute the vectors for exactly these, in their order.");
            }
        }
    }

    /** An exported encoder. */
    @Kind("encoder_file")
    @Doc("An exported encoder.")
    record EncoderFile(
            @Doc(
                    "Exported encoder: .onnx, or TorchScript as .pt. Maps examples as they are preprocessed, such as normalised images (B, C, H, W), to vectors (B, D).")
            Path file,

            @Doc("Number of examples that are embedded at once.") @Default("256")
            int batchSize)
            implements VectorSource {
        public EncoderFile {
            new Checks().positive("batch_size", batchSize).done();
        }

        @Override
        public StageResult write(TaskData data, StageContext context) throws IOException {
            try (io.winnow.trainer.modality.EncoderFile encoder =
                    io.winnow.trainer.modality.EncoderFile.open(file, batchSize, context.manager())) {
                Representations.write(
                        context.folder(),
                        encoder.embed(data, TaskData.Part.TRAIN),
                        Optional.of(encoder.embed(data, TaskData.Part.TEST)));
            }
            return read(data);
        }
    }

    /** The raw pixels. */
    @Kind("pixels")
    @Doc("The raw pixels of the images.")
    record Pixels() implements VectorSource {
        @Override
        public StageResult write(TaskData data, StageContext context) throws IOException {
            Representations.write(
                    context.folder(),
                    data.raw(TaskData.Part.TRAIN, context.manager()),
                    Optional.of(data.raw(TaskData.Part.TEST, context.manager())));
            return read(data);
        }

        @Override
        public boolean isEvaluated() {
            return false;
        }

        @Override
        public Optional<Integer> dimension(TaskData data) {
            return data.inputs().preprocessing().raw().map(Preprocessing.Raw::dimension);
        }
    }
}
