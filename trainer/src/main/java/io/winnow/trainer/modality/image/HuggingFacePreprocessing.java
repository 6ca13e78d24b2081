package io.winnow.trainer.modality.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.modality.image.PublishedFamily.Normalisation;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code preprocessor_config.json} of HuggingFace's image processors. */
final class HuggingFacePreprocessing {
    static final String FILE = "preprocessor_config.json";

    private static final List<Resampling> CODES =
            List.of(Resampling.NEAREST, Resampling.LANCZOS, Resampling.BILINEAR, Resampling.BICUBIC);

    private static final Set<String> KEYS = Set.of(
            "image_processor_type",
            "feature_extractor_type",
            "processor_class",
            "do_resize",
            "size",
            "default_to_square",
            "resample",
            "do_center_crop",
            "crop_size",
            "crop_pct",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std",
            "do_convert_rgb",
            "data_format",
            "input_data_format",
            "return_tensors",
            "device",
            "_valid_processor_keys");

    /**
     * The image processors, with the values that they have if the file has none.
     *
     * @see <a href="https://huggingface.co/docs/transformers/main_classes/image_processor">Image processors</a>
     */
    private enum Processor {
        CLIP("CLIP", true, 224, Resampling.BICUBIC, 224, Normalisation.OPENAI),
        VIT("ViT", false, 224, Resampling.BILINEAR, 0, Normalisation.HALVES),
        DEIT("DeiT", false, 256, Resampling.BICUBIC, 224, Normalisation.HALVES),
        SIGLIP("Siglip", false, 224, Resampling.BICUBIC, 0, Normalisation.HALVES),
        BIT("Bit", true, 224, Resampling.BICUBIC, 224, Normalisation.OPENAI),
        CONVNEXT("ConvNext", true, PublishedFamily.LARGE, Resampling.BILINEAR, 0, Normalisation.HALVES);

        private final String named;
        /** Whether a size of one number is that of the shorter side rather than that of a square. */
        private final boolean shorter;

        private final int size;
        private final Resampling filter;
        /** Size of the crop; 0 if there is none. */
        private final int crop;

        private final Normalisation normalisation;

        Processor(String named, boolean shorter, int size, Resampling filter, int crop, Normalisation normalisation) {
            this.named = named;
            this.shorter = shorter;
            this.size = size;
            this.filter = filter;
            this.crop = crop;
            this.normalisation = normalisation;
        }
    }

    private final DescribedObject config;
    private final Processor processor;

    private HuggingFacePreprocessing(DescribedObject config) {
        this.config = config;
        config.requireKnown(KEYS);
        processor = processor(config);
    }

    /**
     * Returns the preprocessing that the file describes.
     *
     * @throws UserException if it has a key or a value that is not supported
     */
    static ImagePreprocessing of(DescribedObject config) {
        return new HuggingFacePreprocessing(config).preprocessing();
    }

    /** Makes the file describe a preprocessing, as far as its processor can do it. */
    static void set(ObjectNode node, ImagePreprocessing images) {
        if (images.resize() instanceof Resize.ShorterSide shorter) {
            // The processor of ConvNeXt knows the size of the crop, and resizes by its share.
            setShorter(node, node.has("crop_pct") ? images.height() : shorter.side());
            node.put("resample", CODES.indexOf(shorter.filter()));
        } else if (images.resize() instanceof Resize.Stretched stretched) {
            if (node.path("size").has("shortest_edge")) {
                setShorter(node, stretched.height());
            } else {
                setSides(node, "size", stretched.height(), stretched.width());
            }
            node.put("resample", CODES.indexOf(stretched.filter()));
        }
        if (node.has("crop_size") || node.path("do_center_crop").asBoolean()) {
            setSides(node, "crop_size", images.height(), images.width());
        }
        WrittenPreprocessing.colours(node, "image_mean", images.mean());
        WrittenPreprocessing.colours(node, "image_std", images.std());
    }

    private static void setShorter(ObjectNode node, int side) {
        if (node.path("size").isNumber()) {
            node.put("size", side);
        } else {
            node.putObject("size").put("shortest_edge", side);
        }
    }

    private static void setSides(ObjectNode node, String key, int height, int width) {
        if (node.path(key).isNumber() && height == width) {
            node.put(key, height);
        } else {
            node.putObject(key).put("height", height).put("width", width);
        }
    }

    private static Processor processor(DescribedObject config) {
        String key = config.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        String name = config.text(key, "").replaceFirst("(FeatureExtractor|ImageProcessor)(Fast)?$", "");
        for (Processor each : Processor.values()) {
            if (each.named.equals(name)) {
                return each;
            }
        }
        throw config.wrong(
                key,
                "the image processor of "
                        + Arrays.stream(Processor.values())
                                .map(each -> each.named)
                                .collect(Collectors.joining(", "))
                        + ", such as CLIPImageProcessor");
    }

    private ImagePreprocessing preprocessing() {
        config.require(config.flag("do_resize", true), "do_resize", "true");
        config.require(config.flag("do_rescale", true), "do_rescale", "true");
        config.require(
                Math.abs(config.number("rescale_factor", 1 / 255.0) - 1 / 255.0) < 1e-9, "rescale_factor", "1 / 255");
        boolean normalised = config.flag("do_normalize", true);
        List<Float> mean = normalised ? config.colors("image_mean", processor.normalisation.mean) : List.of(0f, 0f, 0f);
        List<Float> std = normalised ? config.colors("image_std", processor.normalisation.std) : List.of(1f, 1f, 1f);
        Optional<Integer> shorter = shorterSide();
        ImageSize crop = crop(shorter);
        Resize resize = shorter.isPresent()
                ? shorter(shorter.get(), crop)
                : new Resize.Stretched(square().height(), square().width(), filter(), CropOffset.FLOOR);
        return PublishedFamily.of(crop, mean, std, resize);
    }

    private Resize shorter(int side, ImageSize crop) {
        if (processor != Processor.CONVNEXT) {
            config.require(
                    side >= crop.height() && side >= crop.width(), "crop_size", "at most size.shortest_edge " + side);
            return new Resize.ShorterSide(side, filter(), CropOffset.FLOOR);
        }
        if (side >= PublishedFamily.LARGE) {
            return new Resize.Stretched(side, side, filter(), CropOffset.FLOOR);
        }
        double share = config.number("crop_pct", 224 / 256.0);
        config.require(share > 0 && share <= 1, "crop_pct", "above 0 and at most 1");
        return new Resize.ShorterSide((int) (side / share), filter(), CropOffset.FLOOR);
    }

    /** Returns the length of the shorter side; empty if images are stretched. */
    private Optional<Integer> shorterSide() {
        boolean shorter = !config.flag("default_to_square", !processor.shorter);
        if (!config.has("size")) {
            return processor.shorter ? Optional.of(processor.size) : Optional.empty();
        }
        if (config.isNumber("size")) {
            return shorter ? Optional.of(config.pixels("size")) : Optional.empty();
        }
        DescribedObject size = object("size");
        if (size.has("shortest_edge")) {
            size.requireKnown(Set.of("shortest_edge"));
            return Optional.of(size.pixels("shortest_edge"));
        }
        return Optional.empty();
    }

    /** Returns the size to which images are stretched. */
    private ImageSize square() {
        return config.has("size") ? sides("size") : ImageSize.square(processor.size);
    }

    private ImageSize crop(Optional<Integer> shorter) {
        if (processor == Processor.CONVNEXT) {
            config.require(shorter.isPresent(), "size", "a number, or have the key shortest_edge");
            return ImageSize.square(shorter.get());
        }
        if (!config.flag("do_center_crop", processor.crop > 0)) {
            config.require(
                    shorter.isEmpty(), "do_center_crop", "true, since images of several sizes would result otherwise");
            return square();
        }
        ImageSize crop = config.has("crop_size")
                ? sides("crop_size")
                : ImageSize.square(processor.crop > 0 ? processor.crop : processor.size);
        if (shorter.isEmpty()) {
            config.require(
                    crop.height() <= square().height() && crop.width() <= square().width(),
                    "crop_size",
                    "at most size " + square());
        }
        return crop;
    }

    private ImageSize sides(String key) {
        if (config.isNumber(key)) {
            return ImageSize.square(config.pixels(key));
        }
        DescribedObject size = object(key);
        size.requireKnown(Set.of("height", "width"));
        return new ImageSize(size.pixels("height"), size.pixels("width"));
    }

    private DescribedObject object(String key) {
        return config.object(key)
                .orElseThrow(() ->
                        config.wrong(key, "a number, {\"shortest_edge\": ..} or {\"height\": .., \"width\": ..}"));
    }

    private Resampling filter() {
        if (!config.has("resample")) {
            return processor.filter;
        }
        int code = config.isNumber("resample") ? (int) config.number("resample", -1) : -1;
        config.require(
                code >= 0 && code < CODES.size(), "resample", "0 (nearest), 1 (lanczos), 2 (bilinear) or 3 (bicubic)");
        return CODES.get(code);
    }
}
