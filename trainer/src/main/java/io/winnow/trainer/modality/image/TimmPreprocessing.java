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

/** Reads {@code pretrained_cfg} in timm's {@code config.json}. */
final class TimmPreprocessing {
    static final String FILE = "config.json";
    static final String KEY = "pretrained_cfg";

    private static final double USUAL_CROP_PCT = 0.875;

    /** The fields of timm's PretrainedCfg. Those that do not begin with input, interpolation, crop, mean or std do not concern pixels. */
    private static final Set<String> KEYS = Set.of(
            "url",
            "file",
            "state_dict",
            "hf_hub_id",
            "hf_hub_filename",
            "source",
            "architecture",
            "tag",
            "custom_load",
            "input_size",
            "test_input_size",
            "min_input_size",
            "fixed_input_size",
            "interpolation",
            "crop_pct",
            "test_crop_pct",
            "crop_mode",
            "mean",
            "std",
            "num_classes",
            "label_offset",
            "label_names",
            "label_descriptions",
            "pool_size",
            "test_pool_size",
            "first_conv",
            "classifier",
            "license",
            "description",
            "origin_url",
            "paper_name",
            "paper_ids",
            "notes");

    private TimmPreprocessing() {}

    /**
     * Returns the preprocessing that {@code pretrained_cfg} describes.
     *
     * @throws UserException if it has a key or a value that is not supported
     */
    static ImagePreprocessing of(DescribedObject config) {
        config.requireKnown(KEYS);
        ImageSize size = size(config);
        double share = config.number("crop_pct", USUAL_CROP_PCT);
        config.require(share > 0 && share <= 1, "crop_pct", "above 0 and at most 1");
        ImageSize resized = new ImageSize((int) (size.height() / share), (int) (size.width() / share));
        Resampling filter = config.filter("interpolation", Resampling.BICUBIC);
        Resize resize;
        if (config.text("crop_mode", "center").equals("squash")) {
            resize = new Resize.Stretched(resized.height(), resized.width(), filter, CropOffset.HALF_EVEN);
        } else {
            config.require(config.text("crop_mode", "center").equals("center"), "crop_mode", "center or squash");
            config.require(size.height() == size.width(), "input_size", "a square for crop_mode center");
            resize = new Resize.ShorterSide(resized.height(), filter, CropOffset.HALF_EVEN);
        }
        return PublishedFamily.of(
                size,
                config.colors("mean", Normalisation.IMAGENET.mean),
                config.colors("std", Normalisation.IMAGENET.std),
                resize);
    }

    /** Makes {@code pretrained_cfg} describe a preprocessing, as far as timm can do it. */
    static void set(ObjectNode node, ImagePreprocessing images) {
        node.putArray("input_size").add(images.channels()).add(images.height()).add(images.width());
        if (images.resize() instanceof Resize.ShorterSide shorter) {
            node.put("interpolation", shorter.filter().name().toLowerCase(Locale.ROOT));
            if ((int) (images.height() / node.path("crop_pct").asDouble(USUAL_CROP_PCT)) != shorter.side()) {
                // timm rounds down; the half keeps it from losing a pixel.
                node.put("crop_pct", images.height() / (shorter.side() + 0.5));
            }
        }
        WrittenPreprocessing.colours(node, "mean", images.mean());
        WrittenPreprocessing.colours(node, "std", images.std());
    }

    private static ImageSize size(DescribedObject config) {
        JsonNode sides = config.node().path("input_size");
        config.require(
                sides.size() == 3
                        && sides.get(0).asInt() == 3
                        && sides.get(1).asInt() > 0
                        && sides.get(2).asInt() > 0,
                "input_size",
                "[3, height, width]");
        return new ImageSize(sides.get(1).asInt(), sides.get(2).asInt());
    }
}
