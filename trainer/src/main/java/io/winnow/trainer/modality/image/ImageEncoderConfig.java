package io.winnow.trainer.modality.image;

import io.winnow.models.layer.Layer;
import io.winnow.models.vision.CnnOptions;
import io.winnow.models.vision.ConvNextOptions;
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
import java.util.List;

/** An encoder of images. */
public sealed interface ImageEncoderConfig extends EncoderConfig
        permits ImageEncoderConfig.Cnn,
                ImageEncoderConfig.ResNet,
                ImageEncoderConfig.ConvNext,
                ImageEncoderConfig.Vit,
                PublishedImageEncoderConfig {
    /**
     * Returns the options of the network.
     *
     * @param images preprocessing of the images
     * @throws UserException if the network cannot take images of this size
     */
    EncoderOptions options(ImagePreprocessing images);

    @Override
    default int dimension(Preprocessing input) {
        return options(images(input)).dimension();
    }

    @Override
    default Layer build(Preprocessing input) {
        return options(images(input)).build(images(input).channels());
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

    /** A plain convolutional network. */
    @Kind("cnn")
    @Doc(
            "A plain convolutional network for small images: convolutions, each with a norm and a pooling that halves the image size, and a"
                    + " linear layer.")
    record Cnn(
            @Doc("Number of channels of each convolution.") @Default("[16, 32]")
            List<Integer> channels,

            @Doc("Side length of the kernels in pixels, odd.") @Default("5")
            int kernel,

            @Doc("Width of the linear layer, which is the dimension of the representation.") @Default("64")
            int width,

            @Doc(
                    "Normalisation after each convolution: group, which does not depend on the batch, so that the average of networks that"
                            + " were trained on different classes works; batch; or none.")
            @Default("group")
            CnnOptions.Norm norm,

            @Doc("Number of groups of channels with norm group. It must divide each number of channels.") @Default("8")
            int groups)
            implements ImageEncoderConfig {
        private static final int USUAL_GROUPS = 8;

        public Cnn {
            channels = List.copyOf(channels);
            new Checks()
                    .that(
                            !channels.isEmpty() && channels.stream().allMatch(each -> each > 0),
                            "channels",
                            "must have at least one number, each at least 1; found " + channels)
                    .that(kernel > 0 && kernel % 2 == 1, "kernel", "must be odd and at least 1, found " + kernel)
                    .positive("width", width)
                    .that(
                            groups > 0
                                    && (norm != CnnOptions.Norm.GROUP
                                            || channels.stream().allMatch(each -> each % groups == 0)),
                            "groups",
                            "must be at least 1 and divide each of channels " + channels + ", found " + groups)
                    .that(
                            norm == CnnOptions.Norm.GROUP || groups == USUAL_GROUPS,
                            "groups",
                            "must be left out with norm batch and none, which have no groups; found " + groups)
                    .done();
        }

        @Override
        public EncoderOptions options(ImagePreprocessing images) {
            try {
                return new CnnOptions(images.height(), images.width(), channels, kernel, width, norm, groups);
            } catch (IllegalArgumentException e) {
                throw new UserException(e.getMessage() + " Choose fewer channels or a larger data.image_size.", e);
            }
        }
    }

    /** A residual network. */
    @Kind("resnet")
    record ResNet(
            @Doc("Number of layers: 18, 34, 50, 101 or 152, or 6n+2 for small images (8, 14, 20, 32, 44, 56).")
            int depth,

            @Doc(
                    "Number of channels of the first stage. 0 means the value of the paper: 16 for depths of 6n+2, 64 for others.")
            @Default("0")
            int width,

            @Doc(
                    "Whether the stem is a 3x3 convolution without pooling, for small images. Applies to depths 18, 34, 50, 101 and 152.")
            @Default("false")
            boolean smallStem,

            @Doc(
                    "Shortcuts where the shape changes: projected (1x1 convolutions, option B of the paper), or padded (zeros for the new"
                            + " channels, option A, as in the published networks for CIFAR). Depths 50, 101 and 152 need projected.")
            @Default("projected")
            ResNetOptions.Shortcut shortcut)
            implements ImageEncoderConfig {
        public ResNet {
            boolean padded = shortcut == ResNetOptions.Shortcut.PADDED;
            new Checks()
                    .that(
                            ResNetOptions.exists(depth),
                            "depth",
                            "must be 18, 34, 50, 101 or 152, or 6n+2 for small images (8, 14, 20, 32, 44, ..), found "
                                    + depth)
                    .notNegative("width", width)
                    .that(!padded || width % 2 == 0, "width", "must be even with shortcut padded, found " + width)
                    .that(
                            !padded || !ResNetOptions.hasBottlenecks(depth),
                            "shortcut",
                            "must be projected for depth " + depth + ", which has bottleneck blocks; found padded")
                    .done();
        }

        @Override
        public EncoderOptions options(ImagePreprocessing images) {
            return new ResNetOptions(depth, width, smallStem, shortcut);
        }
    }

    /** A ConvNeXt. */
    @Kind("convnext")
    record ConvNext(
            @Doc("Number of blocks of each stage. Each stage after the first halves the image size.")
            @Default("[3, 3, 9, 3]")
            List<Integer> depths,

            @Doc("Number of channels of each stage. The last one is the dimension of the representation.")
            @Default("[96, 192, 384, 768]")
            List<Integer> widths,

            @Doc("Side length of the patches of the stem in pixels, and its stride. Choose 1 or 2 for small images.")
            @Default("4")
            int patchSize,

            @Doc(
                    "Stochastic depth: probability that the last block's branch is dropped in training, in [0, 1). It rises linearly from"
                            + " 0 in the first block.")
            @Default("0")
            double dropPath,

            @Doc("Initial value of the factors by which each block multiplies its branch (layer scale).")
            @Default("1e-6")
            double layerScale)
            implements ImageEncoderConfig {
        public ConvNext {
            depths = List.copyOf(depths);
            widths = List.copyOf(widths);
            new Checks()
                    .that(
                            !depths.isEmpty() && depths.stream().allMatch(depth -> depth > 0),
                            "depths",
                            "must have at least one number, each at least 1; found " + depths)
                    .that(
                            widths.size() == depths.size() && widths.stream().allMatch(width -> width > 0),
                            "widths",
                            "must have a number for each stage, at least 1; found " + widths + " for depths " + depths)
                    .positive("patch_size", patchSize)
                    .below("drop_path", dropPath, 0, 1)
                    .positive("layer_scale", layerScale)
                    .done();
        }

        private ConvNextOptions options() {
            return new ConvNextOptions(depths, widths, patchSize, dropPath, layerScale);
        }

        @Override
        public void check(Checks checks, DataConfig data, String key) {
            ImageEncoderConfig.super.check(checks, data, key);
            if (data instanceof ImagesConfig images && images.imageSize().isPresent()) {
                int side = images.imageSize().get();
                checks.that(
                        side >= options().leastImageSize(),
                        key,
                        "must not reduce images of data.image_size " + side + " to nothing; with patch_size "
                                + patchSize + " and " + depths.size() + " stages, they must have at least "
                                + options().leastImageSize() + " pixels a side");
            }
        }

        @Override
        public EncoderOptions options(ImagePreprocessing images) {
            int side = images.height();
            if (side < options().leastImageSize()) {
                throw new UserException("The images have a side length of " + side + " pixels, but a convnext with"
                        + " patch_size " + patchSize + " and " + depths.size() + " stages needs at least "
                        + options().leastImageSize() + ". Choose a smaller patch_size, fewer stages or larger images.");
            }
            return options();
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
        public EncoderOptions options(ImagePreprocessing images) {
            int side = images.height();
            if (side % patchSize != 0) {
                throw new UserException("The images have a side length of " + side + " pixels, which patch_size "
                        + patchSize + " does not divide. Choose another patch_size or data.image_size.");
            }
            return new VitOptions(side, patchSize, width, depth, heads, pooling, dropPath);
        }
    }
}
