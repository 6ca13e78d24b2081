package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import java.util.List;

/**
 * The preprocessing with which families of weights were published, for weights that no file describes (pretrained.md, section 9). The
 * first two numbers are the ratio of the shorter side, after it is resized, to the crop.
 */
public enum PublishedFamily {
    /** Torchvision's weights V1, of residual networks and Vision Transformers. */
    TORCHVISION(256, 224, Resampling.BILINEAR, CropOffset.HALF_EVEN, Normalisation.IMAGENET),
    /** Torchvision's ResNet-50, weights V2. */
    TORCHVISION_V2(232, 224, Resampling.BILINEAR, CropOffset.HALF_EVEN, Normalisation.IMAGENET),
    /** Torchvision's ConvNeXt Tiny. */
    TORCHVISION_CONVNEXT(236, 224, Resampling.BILINEAR, CropOffset.HALF_EVEN, Normalisation.IMAGENET),
    /** Timm's residual networks of the recipe a1 ({@code crop_pct} .95). */
    TIMM_RESNET(100, 95, Resampling.BICUBIC, CropOffset.HALF_EVEN, Normalisation.IMAGENET),
    /** Timm's Vision Transformers ({@code crop_pct} .9). */
    TIMM_VIT(10, 9, Resampling.BICUBIC, CropOffset.HALF_EVEN, Normalisation.HALVES),
    /** Timm's ConvNeXt ({@code crop_pct} .875). */
    TIMM_CONVNEXT(1000, 875, Resampling.BICUBIC, CropOffset.HALF_EVEN, Normalisation.IMAGENET),
    /** HuggingFace's residual networks and ConvNeXt ({@code crop_pct} .875). */
    HUGGINGFACE_CONVNEXT(1000, 875, Resampling.BICUBIC, CropOffset.FLOOR, Normalisation.IMAGENET),
    /** HuggingFace's Vision Transformers, which take stretched images. */
    HUGGINGFACE_VIT(0, 1, Resampling.BILINEAR, CropOffset.FLOOR, Normalisation.HALVES),
    /** CLIP and MLCD of HuggingFace. */
    CLIP(1, 1, Resampling.BICUBIC, CropOffset.FLOOR, Normalisation.OPENAI),
    /** CLIP of open_clip and of OpenAI. */
    OPEN_CLIP(1, 1, Resampling.BICUBIC, CropOffset.HALF_EVEN, Normalisation.OPENAI),
    /** SigLIP, which takes stretched images. */
    SIGLIP(0, 1, Resampling.BICUBIC, CropOffset.FLOOR, Normalisation.HALVES),
    /** SigLIP 2, which takes stretched images. */
    SIGLIP2(0, 1, Resampling.BILINEAR, CropOffset.FLOOR, Normalisation.HALVES),
    /** DINOv2. */
    DINOV2(256, 224, Resampling.BICUBIC, CropOffset.FLOOR, Normalisation.IMAGENET);

    /** HuggingFace's ConvNeXt processor stretches images from this size on. */
    static final int LARGE = 384;

    /** Ratio of the shorter side to the crop; 0 if images are stretched to the size of the input. */
    private final int numerator;

    private final int denominator;
    private final Resampling filter;
    private final CropOffset offset;
    private final Normalisation normalisation;

    PublishedFamily(int numerator, int denominator, Resampling filter, CropOffset offset, Normalisation normalisation) {
        this.numerator = numerator;
        this.denominator = denominator;
        this.filter = filter;
        this.offset = offset;
        this.normalisation = normalisation;
    }

    /** Means and standard deviations of red, green and blue that published weights share. */
    enum Normalisation {
        IMAGENET(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)),
        @SuppressWarnings("FloatingPointLiteralPrecision") // the digits that OpenAI published
        OPENAI(List.of(0.48145466f, 0.4578275f, 0.40821073f), List.of(0.26862954f, 0.26130258f, 0.27577711f)),
        HALVES(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
        final List<Float> mean;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
        final List<Float> std;

        Normalisation(List<Float> mean, List<Float> std) {
            this.mean = mean;
            this.std = std;
        }
    }

    /**
     * Returns the preprocessing for square inputs.
     *
     * @param size side length of the input in pixels; for other sizes than 224, images are resized in proportion, rounded down
     */
    public ImagePreprocessing preprocessing(int size) {
        boolean stretched = numerator == 0 || (this == HUGGINGFACE_CONVNEXT && size >= LARGE);
        Resize resize = stretched
                ? new Resize.Stretched(size, size, filter, offset)
                : new Resize.ShorterSide(size * numerator / denominator, filter, offset);
        return of(ImageSize.square(size), normalisation.mean, normalisation.std, resize);
    }

    /** Returns the preprocessing of colour images with a rule that is published. */
    static ImagePreprocessing of(ImageSize size, List<Float> mean, List<Float> std, Resize resize) {
        return new ImagePreprocessing(DecodeOptions.of(3), size.height(), size.width(), mean, std, resize, false);
    }
}
