package io.winnow.trainer.recipe.mlcd;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.moco.MocoOptions;
import java.nio.file.Path;
import java.util.Optional;

/** The source of the vectors that the first round clusters. */
@Doc("The source of the vectors that the first round clusters.")
public sealed interface EmbedSource
        permits EmbedSource.Pretrain,
                EmbedSource.Features,
                EmbedSource.EncoderFile,
                EmbedSource.EarlierRun,
                EmbedSource.Pixels {
    /** An encoder that is pre-trained in this run. */
    @Kind("moco")
    record Pretrain(MocoOptions pretrain) implements EmbedSource {
        @Override
        public boolean leavesEncoder() {
            return true;
        }
    }

    /** Returns whether this source also leaves a Winnow encoder, with whose weights the training against centers can start. */
    default boolean leavesEncoder() {
        return false;
    }

    /** Precomputed vectors. */
    @Kind("features")
    record Features(
            @Doc(
                    "File of precomputed vectors, .npy or .safetensors, with one row per training example in use, in their order.")
            Path train,

            @Doc("File with the vectors of the test examples. Without it, the vectors are not evaluated as a baseline.")
            Optional<Path> test)
            implements EmbedSource {}

    /** An exported encoder. */
    @Kind("encoder_file")
    record EncoderFile(
            @Doc(
                    "Exported encoder: .onnx, or TorchScript as .pt. Maps examples as they are preprocessed, such as normalised images (B, C, H, W), to vectors (B, D).")
            Path file,

            @Doc("Number of examples that are embedded at once.") @Default("256")
            int batchSize)
            implements EmbedSource {
        public EncoderFile {
            new Checks().positive("batch_size", batchSize).done();
        }
    }

    /** The encoder of an earlier run over the same kind of data. */
    @Kind("run")
    record EarlierRun(
            @Doc("Directory of the earlier run.") Path run,

            @Doc(
                    "Stage of that run whose encoder is used, such as embed for mlcd. Defaults to the one that trained the final encoder.")
            Optional<String> stage)
            implements EmbedSource {
        @Override
        public boolean leavesEncoder() {
            return true;
        }
    }

    /** The raw pixels. */
    @Kind("pixels")
    record Pixels() implements EmbedSource {}
}
