package io.winnow.trainer.modality.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.trainer.modality.image.PublishedFamily.Normalisation;
import io.winnow.trainer.run.UserException;
import java.util.Locale;
import java.util.Set;

/** Reads and writes {@code preprocess_cfg} in open_clip's {@code open_clip_config.json}. */
final class OpenClipPreprocessing {
    static final String FILE = "open_clip_config.json";
    static final String KEY = "preprocess_cfg";

    private OpenClipPreprocessing() {}

    /**
     * Returns the preprocessing that the file describes.
     *
     * @throws UserException if it has a key or a value that is not supported
     */
    static ImagePreprocessing of(DescribedObject config) {
        DescribedObject options =
                config.object(KEY).orElseThrow(() -> config.wrong(KEY, "an object with the preprocessing of images"));
        // fill_color is the colour of margins, which the supported ways of resizing do not add.
        options.requireKnown(Set.of("size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color"));
        options.require(options.text("mode", "RGB").equals("RGB"), "mode", "RGB");
        ImageSize size = options.has("size") ? size(options, "size") : size(vision(config), "image_size");
        Resampling filter = options.filter("interpolation", Resampling.BICUBIC);
        Resize resize;
        if (options.text("resize_mode", "shortest").equals("squash")) {
            resize = new Resize.Stretched(size.height(), size.width(), filter, CropOffset.HALF_EVEN);
        } else {
            options.require(
                    options.text("resize_mode", "shortest").equals("shortest"), "resize_mode", "shortest or squash");
            options.require(size.height() == size.width(), "size", "a square for resize_mode shortest");
            resize = new Resize.ShorterSide(size.height(), filter, CropOffset.HALF_EVEN);
        }
        return PublishedFamily.of(
                size,
                options.colors("mean", Normalisation.OPENAI.mean),
                options.colors("std", Normalisation.OPENAI.std),
                resize);
    }

    /** Makes the file describe a preprocessing, as far as the library can do it. */
    static void set(ObjectNode node, ImagePreprocessing images) {
        node.putArray("size").add(images.height()).add(images.width());
        if (images.resize() instanceof Resize.ShorterSide shorter) {
            set(node, "shortest", shorter.filter());
        } else if (images.resize() instanceof Resize.Stretched stretched) {
            set(node, "squash", stretched.filter());
        }
        WrittenPreprocessing.colours(node, "mean", images.mean());
        WrittenPreprocessing.colours(node, "std", images.std());
    }

    private static void set(ObjectNode node, String mode, Resampling filter) {
        node.put("resize_mode", mode);
        node.put("interpolation", filter.name().toLowerCase(Locale.ROOT));
    }

    private static DescribedObject vision(DescribedObject config) {
        return config.object("model_cfg")
                .flatMap(model -> model.object("vision_cfg"))
                .orElseThrow(() -> config.wrong("model_cfg", "an object with the key vision_cfg"));
    }

    /** Returns the size that a number, or a height and a width, describe. */
    private static ImageSize size(DescribedObject object, String key) {
        JsonNode sides = object.node().path(key);
        if (sides.isArray()) {
            object.require(
                    sides.size() == 2
                            && sides.get(0).asInt() > 0
                            && sides.get(1).asInt() > 0,
                    key,
                    "a number of pixels, or [height, width]");
            return new ImageSize(sides.get(0).asInt(), sides.get(1).asInt());
        }
        return ImageSize.square(object.pixels(key));
    }
}
