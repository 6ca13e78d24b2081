package io.winnow.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.models.vision.VitOptions;
import org.junit.jupiter.api.Test;

/** Compares the formulas with published figures, which count multiply-adds (two operations each). */
class FlopTest {
    @Test
    void aResidualNetworkOfTwentyLayersTakesFortyMillionMultiplyAdds() {
        // The common CIFAR-10 implementations of ResNet-20 count 40.81 million; their shortcuts have no parameters.
        double shortcuts = 16 * 32 * 16 * 16 + 32 * 64 * 8 * 8;
        double classifier = 64 * 10;
        assertThat(Flop.residual(20, 16, 3, 32) / 2 - shortcuts + classifier).isCloseTo(40.55e6 + 640, within(0.3e6));
        assertThat(Flop.residual(56, 16, 3, 32) / 2 - shortcuts).isCloseTo(125.5e6, within(0.6e6));
    }

    @Test
    void aVisionTransformerOfBaseSizeTakesSeventeenAndAHalfBillion() {
        // torchvision gives 17.58 billion for ViT-B/16 at 224 pixels, with a linear layer for 1000 classes.
        VitOptions base = new VitOptions(224, 16, 768, 12, 12, VitOptions.Pooling.CLASS_TOKEN, 0);
        assertThat(Flop.vit(base, 3) / 2 + 768 * 1000).isCloseTo(17.58e9, within(0.02e9));
        VitOptions small = new VitOptions(224, 16, 384, 12, 6, VitOptions.Pooling.CLASS_TOKEN, 0);
        assertThat(Flop.vit(small, 3) / 2).isCloseTo(4.61e9, within(0.02e9));
    }
}
