package io.winnow.trainer.recipe.mlcd;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.moco.MocoOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Where the vectors come from that are clustered first. */
@Doc("Where the vectors come from that are clustered first.")
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

        @Override
        public Optional<String> refusesReplicas(int replicas) {
            return pretrain.refusesReplicas(replicas);
        }
    }

    /** Whether there is an encoder of ours beside the vectors, from whose weights the training against centers can start. */
    default boolean leavesEncoder() {
        return false;
    }

    /** Why several devices cannot share the batches of the encoder's training; empty when they can, or there is none. */
    default Optional<String> refusesReplicas(int replicas) {
        return Optional.empty();
    }

    /** Vectors that somebody else made. */
    @Kind("features")
    record Features(
            @Doc(".npy or .safetensors, a row for each training image in use.")
            Path train,

            @Doc("The same of the test images; without it the vectors are not judged.")
            Optional<Path> test)
            implements EmbedSource {}

    /** An exported encoder. */
    @Kind("encoder_file")
    record EncoderFile(
            @Doc(".onnx or a TorchScript .pt; takes normalised images (B, C, H, W), gives (B, D).")
            Path file,

            @Default("256") int batchSize)
            implements EmbedSource {
        public EncoderFile {
            new Checks().positive("batch_size", batchSize).done();
        }
    }

    /** The encoder of an earlier run over the same kind of images. */
    @Kind("run")
    record EarlierRun(
            @Doc("Its directory.") Path run,

            @Doc("The stage whose encoder is taken, as embed of mlcd; without it that of the whole run.")
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
