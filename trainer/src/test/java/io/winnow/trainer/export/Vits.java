package io.winnow.trainer.export;

import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.vision.PositionInterpolation;
import io.winnow.models.vision.VitOptions;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Patches;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Tiny networks of the architectures that are published, with patches of 4 pixels. */
public final class Vits {
    private static final int PATCH = 4;

    private Vits() {}

    private static Patches patches(int imageSize, boolean bias) {
        return new Patches(imageSize / PATCH, imageSize / PATCH, PATCH, bias);
    }

    private static Positions learned(boolean classToken) {
        return new Positions.Learned(classToken, PositionInterpolation.BICUBIC);
    }

    private static BlockOptions block(FeedForward form, boolean qkvBias, OptionalDouble layerScale) {
        return new BlockOptions(12, 3, form, 1e-5, qkvBias, layerScale);
    }

    /** CLIP's: a norm before the blocks, the class token normed by itself, and a projection. */
    public static VitOptions clip(int imageSize) {
        return new VitOptions(
                patches(imageSize, false),
                new Tokens(true, 0, learned(true), true),
                2,
                block(new FeedForward.Mlp(20, Activation.QUICK_GELU), true, OptionalDouble.empty()),
                new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.POOLED),
                OptionalInt.of(7),
                0);
    }

    /** SigLIP's: no class token, and attention pooling. */
    public static VitOptions siglip(int imageSize) {
        return new VitOptions(
                patches(imageSize, true),
                new Tokens(false, 0, learned(false), false),
                2,
                block(new FeedForward.Mlp(20, Activation.GELU_TANH), true, OptionalDouble.empty()),
                new Readout.AttentionPooled(),
                OptionalInt.empty(),
                0);
    }

    /** DINOv2's with registers and gated layers, but with the mean of the patches, normed. */
    public static VitOptions registers(int imageSize) {
        return new VitOptions(
                patches(imageSize, true),
                new Tokens(true, 2, learned(true), false),
                2,
                block(new FeedForward.SwiGlu(8), false, OptionalDouble.of(1)),
                new Readout.Pooled(Pooling.MEAN, Norm.POOLED),
                OptionalInt.empty(),
                0);
    }

    /** MLCD's with rotary positions. */
    public static VitOptions rotary(int imageSize) {
        return new VitOptions(
                patches(imageSize, false),
                new Tokens(true, 0, new Positions.Rotary(), true),
                2,
                block(new FeedForward.Mlp(20, Activation.GELU), true, OptionalDouble.empty()),
                new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.POOLED),
                OptionalInt.empty(),
                0);
    }
}
