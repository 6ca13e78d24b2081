package io.winnow.models.vision;

import io.winnow.models.pretrained.WeightLayout;

/** The names of the parameters of residual networks. Our own are torchvision's (specification "Pretrained encoders", section 3). */
final class ResNetLayouts {
    static final String HUGGING_FACE = "HuggingFace";
    static final String TIMM = "timm";
    static final String TORCHVISION = "torchvision";

    /** More stages than any network has, since each halves the image size. */
    static final int MOST_STAGES = 9;

    private static final String[] UNUSED = {"*.num_batches_tracked", "fc.*", "linear.*", "classifier.*"};

    private ResNetLayouts() {}

    /** torchvision's names, which many other libraries have as well. */
    static WeightLayout torchvision(String library) {
        return WeightLayout.of(library).rename("*", "*").unused(UNUSED).build();
    }

    /** torchvision's names, except that shortcuts are named {@code shortcut}, as in the popular networks for CIFAR of github.com/kuangliu. */
    static WeightLayout withShortcut() {
        return WeightLayout.of("pytorch-cifar")
                .rename("*.downsample.*", "*.shortcut.*")
                .rename("*", "*")
                .unused(UNUSED)
                .build();
    }

    /** @param prefix {@code resnet.} in models with a head, and nothing in others */
    static WeightLayout huggingFace(String prefix) {
        WeightLayout.Builder names = WeightLayout.of(HUGGING_FACE)
                .rename("conv1.*", prefix + "embedder.embedder.convolution.*")
                .rename("bn1.*", prefix + "embedder.embedder.normalization.*");
        for (int stage = 0; stage < MOST_STAGES; stage++) {
            String own = "layer" + (stage + 1) + ".*.";
            String stored = prefix + "encoder.stages." + stage + ".layers.*.";
            names.rename(own + "downsample.0.*", stored + "shortcut.convolution.*")
                    .rename(own + "downsample.1.*", stored + "shortcut.normalization.*");
            for (int i = 0; i < 3; i++) {
                names.rename(own + "conv" + (i + 1) + ".*", stored + "layer." + i + ".convolution.*")
                        .rename(own + "bn" + (i + 1) + ".*", stored + "layer." + i + ".normalization.*");
            }
        }
        return names.unused(UNUSED).build();
    }
}
