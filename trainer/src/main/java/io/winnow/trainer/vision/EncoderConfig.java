package io.winnow.trainer.vision;

import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.run.UserException;

/** The network from an image to its representation. */
@Doc("The network from an image to its representation.")
public sealed interface EncoderConfig {
    /** The network's options for square images of a side. */
    EncoderOptions options(int side);

    /** A residual network. */
    @Kind("resnet")
    record ResNet(
            @Doc("6n+2 for small images (8, 14, 20, 32, 44, 56), or 18, 34, 50.")
            int depth,

            @Doc("Channels of the first stage; 0 takes the paper's.") @Default("0")
            int width,

            @Doc("For depth 18, 34, 50 on small images: a 3x3 stem without pooling.") @Default("false")
            boolean smallStem)
            implements EncoderConfig {
        public ResNet {
            new ResNetOptions(depth, width, smallStem);
        }

        @Override
        public EncoderOptions options(int side) {
            return new ResNetOptions(depth, width, smallStem);
        }
    }

    /** A Vision Transformer. */
    @Kind("vit")
    record Vit(
            @Doc("Side of a patch in pixels; divides the image's side.")
            int patchSize,

            int width,
            int depth,
            int heads,
            @Default("mean") VitOptions.Pooling pooling,
            @Default("0") double dropPath)
            implements EncoderConfig {
        public Vit {
            new VitOptions(patchSize, patchSize, width, depth, heads, pooling, dropPath);
        }

        @Override
        public EncoderOptions options(int side) {
            if (side % patchSize != 0) {
                throw new UserException("The images are " + side + " pixels a side, which patch_size " + patchSize
                        + " does not divide; choose another patch_size, or data.side.");
            }
            return new VitOptions(side, patchSize, width, depth, heads, pooling, dropPath);
        }
    }
}
