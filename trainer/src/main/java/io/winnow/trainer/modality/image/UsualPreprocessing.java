package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.Resize;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.published.PublishedEncoder;

/** The preprocessing of published encoders beside whose weights no file describes it, by family and library. */
final class UsualPreprocessing {
    private static final int USUAL_SIDE = 224;
    private static final int CIFAR_SIDE = 32;
    private static final String TORCHVISION = "torchvision";
    private static final String TIMM = "timm";

    private UsualPreprocessing() {}

    static ImagePreprocessing of(PublishedEncoder encoder) {
        String library = encoder.published().layout().library();
        if (library.equals("pytorch-cifar") || library.equals("pytorch_resnet_cifar10")) {
            ImagePreprocessing imageNet = PublishedFamily.TORCHVISION.preprocessing(CIFAR_SIDE);
            return imageNet.withResize(new Resize.CentredPart());
        }
        PublishedFamily family = family(encoder.published().family(), library);
        return family.preprocessing(family == PublishedFamily.DINOV2 ? USUAL_SIDE : side(encoder.architecture()));
    }

    private static PublishedFamily family(String family, String library) {
        return switch (family) {
            case "ResNet" ->
                switch (library) {
                    case TORCHVISION -> PublishedFamily.TORCHVISION;
                    case TIMM -> PublishedFamily.TIMM_RESNET;
                    default -> PublishedFamily.HUGGINGFACE_CONVNEXT;
                };
            case "ConvNeXt" ->
                switch (library) {
                    case TORCHVISION -> PublishedFamily.TORCHVISION_CONVNEXT;
                    case TIMM -> PublishedFamily.TIMM_CONVNEXT;
                    default -> PublishedFamily.HUGGINGFACE_CONVNEXT;
                };
            case "Vision Transformer" ->
                switch (library) {
                    case TORCHVISION -> PublishedFamily.TORCHVISION;
                    case TIMM -> PublishedFamily.TIMM_VIT;
                    default -> PublishedFamily.HUGGINGFACE_VIT;
                };
            case "DINOv2" -> PublishedFamily.DINOV2;
            case "SigLIP" -> PublishedFamily.SIGLIP;
            case "CLIP" -> library.equals("open_clip") ? PublishedFamily.OPEN_CLIP : PublishedFamily.CLIP;
            case "MLCD" -> PublishedFamily.CLIP;
            default -> throw new IllegalStateException("There is no usual preprocessing of " + family + ".");
        };
    }

    /** The side length for which positions are stored. */
    private static int side(EncoderOptions options) {
        return options instanceof VitOptions vit && vit.tokens().positions() instanceof VitOptions.Positions.Learned
                ? vit.patches().height()
                : USUAL_SIDE;
    }
}
