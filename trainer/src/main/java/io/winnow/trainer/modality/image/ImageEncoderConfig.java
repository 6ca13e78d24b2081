package io.winnow.trainer.modality.image;

import io.winnow.models.layer.Layer;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.UserException;

/** An encoder of images. */
public sealed interface ImageEncoderConfig extends EncoderConfig {
    /**
     * Returns the options of the network for square images.
     *
     * @param side side length of the images in pixels
     * @throws UserException if the network cannot take images of this size
     */
    EncoderOptions options(int side);

    @Override
    default int dimension(Preprocessing input) {
        return options(images(input).height()).dimension();
    }

    @Override
    default Layer build(Preprocessing input) {
        return options(images(input).height()).build(images(input).channels());
    }

    private ImagePreprocessing images(Preprocessing input) {
        if (input instanceof ImagePreprocessing images) {
            return images;
        }
        throw new UserException(
                "The encoder " + kind() + " takes images, but the data are not images. Choose another encoder.");
    }

    private String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }

    @Override
    default void check(Checks checks, DataConfig data, String key) {
        checks.that(
                data instanceof ImagesConfig,
                key,
                "must take " + data.unit() + ", which the data are; found " + kind() + ", which takes images");
    }

    /** A residual network. */
    @Kind("resnet")
    record ResNet(
            @Doc("Number of layers: 18, 34 or 50, or 6n+2 for small images (8, 14, 20, 32, 44, 56).")
            int depth,

            @Doc(
                    "Number of channels of the first stage. 0 means the value of the paper: 16 for depths of 6n+2, 64 for others.")
            @Default("0")
            int width,

            @Doc(
                    "Whether the stem is a 3x3 convolution without pooling, for small images. Applies to depth 18, 34 and 50.")
            @Default("false")
            boolean smallStem)
            implements ImageEncoderConfig {
        public ResNet {
            new Checks()
                    .that(
                            depth == 18 || depth == 34 || depth == 50 || (depth >= 8 && depth % 6 == 2),
                            "depth",
                            "must be 18, 34 or 50, or 6n+2 for small images (8, 14, 20, 32, 44, ..), found " + depth)
                    .notNegative("width", width)
                    .done();
        }

        @Override
        public EncoderOptions options(int side) {
            return new ResNetOptions(depth, width, smallStem);
        }
    }

    /** A Vision Transformer. */
    @Kind("vit")
    record Vit(
            @Doc("Side length of a patch in pixels. It must divide data.image_size.")
            int patchSize,

            @Doc("Dimension of the tokens and of the representation.")
            int width,

            @Doc("Number of transformer blocks.") int depth,

            @Doc("Number of attention heads. It must divide width.")
            int heads,

            @Doc("How tokens become the representation: mean of the patch tokens, or class_token.") @Default("mean")
            VitOptions.Pooling pooling,

            @Doc("Stochastic depth: probability that a residual branch is dropped in training, in [0, 1).")
            @Default("0")
            double dropPath)
            implements ImageEncoderConfig {
        public Vit {
            new Checks()
                    .positive("patch_size", patchSize)
                    .positive("width", width)
                    .positive("depth", depth)
                    .that(
                            heads > 0 && (width <= 0 || width % heads == 0),
                            "heads",
                            "must divide width " + width + ", found " + heads)
                    .below("drop_path", dropPath, 0, 1)
                    .done();
        }

        @Override
        public void check(Checks checks, DataConfig data, String key) {
            ImageEncoderConfig.super.check(checks, data, key);
            if (data instanceof ImagesConfig images && images.imageSize().isPresent()) {
                int side = images.imageSize().get();
                checks.that(
                        side % patchSize == 0,
                        key + ".patch_size",
                        "must divide data.image_size " + side + ", found " + patchSize);
            }
        }

        @Override
        public EncoderOptions options(int side) {
            if (side % patchSize != 0) {
                throw new UserException("The images have a side length of " + side + " pixels, which patch_size "
                        + patchSize + " does not divide. Choose another patch_size or data.image_size.");
            }
            return new VitOptions(side, patchSize, width, depth, heads, pooling, dropPath);
        }
    }
}
