package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.WeightLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The names of the parameters of a ConvNeXt. Our own are timm's (specification "Pretrained encoders", section 7). */
enum ConvNextNaming {
    TIMM("timm", "stem.0.weight", "conv_dw"),
    TORCHVISION("torchvision", "features.0.0.weight", "block.0"),
    /** The names of the paper's code, github.com/facebookresearch/ConvNeXt. */
    AUTHORS("ConvNeXt", "downsample_layers.0.0.weight", "dwconv"),
    /** HuggingFace's names of a classifier. */
    HUGGING_FACE("HuggingFace", "convnext.embeddings.patch_embeddings.weight", "dwconv"),
    /** HuggingFace's names of an encoder alone. */
    HUGGING_FACE_ENCODER("HuggingFace", "embeddings.patch_embeddings.weight", "dwconv");

    private final String library;
    private final String stem;
    private final String depthwise;

    ConvNextNaming(String library, String stem, String depthwise) {
        this.library = library;
        this.stem = stem;
        this.depthwise = depthwise;
    }

    /** The names that a checkpoint has; empty if it is no ConvNeXt. */
    static Optional<ConvNextNaming> of(CheckpointFacts facts) {
        return Arrays.stream(values())
                .filter(naming ->
                        facts.has(naming.stem) && facts.has(naming.depthwise(0).replace("#", "0")))
                .findFirst();
    }

    /** The library whose names these are. */
    String library() {
        return library;
    }

    /** Stored name of the kernels of the stem. */
    String stem() {
        return stem;
    }

    /** Stored name of the depthwise convolutions of a stage, in which {@code #} stands for the number of the block. */
    String depthwise(int stage) {
        return block(stage, "#") + depthwise + ".weight";
    }

    /** Whether these are names of HuggingFace. */
    boolean isHuggingFace() {
        return this == HUGGING_FACE || this == HUGGING_FACE_ENCODER;
    }

    /** What the names of an encoder begin with. */
    private String prefix() {
        return this == HUGGING_FACE ? "convnext." : "";
    }

    private String block(int stage, String number) {
        return switch (this) {
            case TIMM -> "stages." + stage + ".blocks." + number + ".";
            case TORCHVISION -> "features." + (2 * stage + 1) + "." + number + ".";
            case AUTHORS -> "stages." + stage + "." + number + ".";
            case HUGGING_FACE, HUGGING_FACE_ENCODER -> prefix() + "encoder.stages." + stage + ".layers." + number + ".";
        };
    }

    /** Stored name of the layer that maps the representation to classes. */
    String head() {
        return switch (this) {
            case TIMM -> "head.fc";
            case TORCHVISION -> "classifier.2";
            case AUTHORS -> "head";
            case HUGGING_FACE, HUGGING_FACE_ENCODER -> "classifier";
        };
    }

    /** @param widths number of channels of each stage */
    WeightLayout layout(List<Integer> widths) {
        WeightLayout.Builder names = WeightLayout.of(library);
        switch (this) {
            case TIMM -> names.rename("*", "*");
            case TORCHVISION -> {
                names.rename("stem.*", "features.0.*").rename("head.norm.*", "classifier.0.*");
                for (int stage = 0; stage < widths.size(); stage++) {
                    long width = widths.get(stage);
                    String own = "stages." + stage + ".blocks.*.";
                    String stored = block(stage, "*");
                    names.rename("stages." + stage + ".downsample.*", "features." + 2 * stage + ".*")
                            .rename(own + "conv_dw.*", stored + "block.0.*")
                            .rename(own + "norm.*", stored + "block.2.*")
                            .rename(own + "mlp.fc1.*", stored + "block.3.*")
                            .rename(own + "mlp.fc2.*", stored + "block.5.*")
                            .reshaped(own + "gamma", new Shape(width), stored + "layer_scale", new Shape(width, 1, 1));
                }
            }
            case AUTHORS ->
                names.rename("stem.*", "downsample_layers.0.*")
                        .rename("stages.*.downsample.*", "downsample_layers.*.*")
                        .rename("stages.*.blocks.*.conv_dw.*", "stages.*.*.dwconv.*")
                        .rename("stages.*.blocks.*.mlp.fc1.*", "stages.*.*.pwconv1.*")
                        .rename("stages.*.blocks.*.mlp.fc2.*", "stages.*.*.pwconv2.*")
                        .rename("stages.*.blocks.*.norm.*", "stages.*.*.norm.*")
                        .rename("stages.*.blocks.*.gamma", "stages.*.*.gamma")
                        .rename("head.norm.*", "norm.*");
            case HUGGING_FACE, HUGGING_FACE_ENCODER -> {
                String stored = prefix() + "encoder.stages.*.";
                names.rename("stem.0.*", prefix() + "embeddings.patch_embeddings.*")
                        .rename("stem.1.*", prefix() + "embeddings.layernorm.*")
                        .rename("stages.*.downsample.*", stored + "downsampling_layer.*")
                        .rename("stages.*.blocks.*.conv_dw.*", stored + "layers.*.dwconv.*")
                        .rename("stages.*.blocks.*.norm.*", stored + "layers.*.layernorm.*")
                        .rename("stages.*.blocks.*.mlp.fc1.*", stored + "layers.*.pwconv1.*")
                        .rename("stages.*.blocks.*.mlp.fc2.*", stored + "layers.*.pwconv2.*")
                        .rename("stages.*.blocks.*.gamma", stored + "layers.*.layer_scale_parameter")
                        .rename("head.norm.*", prefix() + "layernorm.*");
            }
        }
        return names.unused(head() + ".*").build();
    }
}
