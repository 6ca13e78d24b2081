package io.winnow.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.Precision;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Patches;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks for images of 8 x 12 pixels in patches of 4, with the variants of published encoders. */
class VisionTransformerTest {
    private static final Shape IMAGES = new Shape(2, 2, 8, 12);
    private static final FeedForward MLP = new FeedForward.Mlp(7, Activation.GELU);
    private static final Positions ALL = new Positions.Learned(true, PositionInterpolation.BICUBIC);
    private static final Positions PATCHES = new Positions.Learned(false, PositionInterpolation.BICUBIC);

    private static VitOptions options(
            Tokens tokens, FeedForward form, OptionalDouble layerScale, Readout readout, OptionalInt projection) {
        return new VitOptions(
                new Patches(2, 3, 4, projection.isEmpty()),
                tokens,
                2,
                new BlockOptions(8, 2, form, 1e-5, layerScale.isEmpty(), layerScale),
                readout,
                projection,
                0);
    }

    static Stream<Arguments> variants() {
        OptionalDouble scale = OptionalDouble.of(0.5);
        OptionalDouble noScale = OptionalDouble.empty();
        OptionalInt none = OptionalInt.empty();
        return Stream.of(
                arguments(options(
                        new Tokens(true, 0, new Positions.Rotary(), true),
                        MLP,
                        noScale,
                        new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.POOLED),
                        OptionalInt.of(5))),
                arguments(options(
                        new Tokens(true, 2, ALL, false),
                        new FeedForward.SwiGlu(5),
                        scale,
                        new Readout.Pooled(Pooling.MEAN, Norm.TOKENS),
                        none)),
                arguments(options(
                        new Tokens(true, 2, PATCHES, true),
                        MLP,
                        scale,
                        new Readout.Pooled(Pooling.MEAN, Norm.POOLED),
                        none)),
                arguments(options(new Tokens(true, 2, ALL, false), MLP, scale, new Readout.ClassTokenAndMean(), none)),
                arguments(options(
                        new Tokens(false, 0, PATCHES, false), MLP, noScale, new Readout.AttentionPooled(), none)));
    }

    private static VisionTransformer random(VitOptions options, NDManager manager, DataType type) {
        manager.getEngine().setRandomSeed(31);
        VisionTransformer network = options.build(2);
        network.initialize(manager, type, new Shape());
        network.getParameters().values().stream()
                .map(Parameter::getArray)
                .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), type)));
        return network;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void differentiatesEveryVariant(VitOptions options) {
        try (NDManager manager = NDManager.newBaseManager()) {
            VisionTransformer network = random(options, manager, DataType.FLOAT64);
            GradientCheck.block(network, manager.randomNormal(IMAGES, DataType.FLOAT64), true);
        }
    }

    /** The mean is of the patches alone, not of the registers. */
    @Test
    void theClassTokenCanBeFollowedByTheMeanOfThePatches() {
        try (NDManager manager = NDManager.newBaseManager()) {
            VitOptions options = options(
                    new Tokens(true, 2, ALL, false),
                    MLP,
                    OptionalDouble.of(0.5),
                    new Readout.ClassTokenAndMean(),
                    OptionalInt.empty());
            VisionTransformer.Features found =
                    PublishedFolder.run(random(options, manager, DataType.FLOAT32), manager.randomNormal(IMAGES));
            float[] tokens = found.tokens().toFloatArray();
            float[] expected = new float[2 * 2 * 8];
            for (int image = 0; image < 2; image++) {
                for (int d = 0; d < 8; d++) {
                    expected[16 * image + d] = tokens[9 * 8 * image + d];
                    for (int patch = 0; patch < 6; patch++) {
                        expected[16 * image + 8 + d] += tokens[8 * (9 * image + 3 + patch) + d] / 6;
                    }
                }
            }
            assertThat(found.representation().toFloatArray()).containsExactly(expected, offset(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void computesInHalfPrecision(VitOptions options) {
        try (NDManager manager = NDManager.newBaseManager()) {
            VisionTransformer network = random(options, manager, DataType.FLOAT32);
            NDArray images = manager.randomNormal(IMAGES);
            VisionTransformer.Features exact = PublishedFolder.run(network, images);
            VisionTransformer.Features half = PublishedFolder.run(network, Precision.BFLOAT16.of(images));
            assertThat(half.representation().getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(half.tokens().getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(half.tokens().getShape()).isEqualTo(new Shape(2, options.sequenceLength(), options.width()));
            float largest = exact.representation().abs().max().getFloat();
            assertThat(half.representation()
                            .sub(exact.representation())
                            .abs()
                            .max()
                            .getFloat())
                    .isBetween(1e-6f, 0.1f * largest);
        }
    }

    /** The pixels beyond the last whole patch are not looked at, as in a convolution without padding. */
    @Test
    void leavesOutPixelsBeyondTheLastPatch() {
        try (NDManager manager = NDManager.newBaseManager()) {
            VitOptions options = options(
                            new Tokens(true, 0, ALL, false),
                            MLP,
                            OptionalDouble.empty(),
                            new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.TOKENS),
                            OptionalInt.empty())
                    .forImages(11, 15);
            assertThat(options.patches()).isEqualTo(new Patches(2, 3, 4, true));
            VisionTransformer network = random(options, manager, DataType.FLOAT32);
            NDArray images = manager.randomNormal(new Shape(2, 2, 11, 15));
            ParameterStore store = new ParameterStore(manager, false);
            assertThat(network.forward(store, new NDList(images), false).singletonOrThrow())
                    .isEqualTo(network.forward(store, new NDList(images.get(":, :, :8, :12")), false)
                            .singletonOrThrow());
        }
    }

    @Test
    void refusesVariantsThatDoNotExist() {
        assertThatThrownBy(() -> options(
                        new Tokens(false, 0, PATCHES, false),
                        MLP,
                        OptionalDouble.empty(),
                        new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.TOKENS),
                        OptionalInt.empty()))
                .hasMessageContaining("without a class token");
        assertThatThrownBy(() -> options(
                        new Tokens(false, 0, ALL, false),
                        MLP,
                        OptionalDouble.empty(),
                        new Readout.AttentionPooled(),
                        OptionalInt.empty()))
                .hasMessageContaining("has no position for it");
        assertThatThrownBy(() -> options(
                        new Tokens(true, 1, new Positions.Rotary(), false),
                        MLP,
                        OptionalDouble.empty(),
                        new Readout.AttentionPooled(),
                        OptionalInt.empty()))
                .hasMessageContaining("no registers");
        assertThatThrownBy(() -> new VitOptions(16, 8, 8, 1, 2, Pooling.MEAN, 0).forImages(5, 20))
                .hasMessageContaining("found 5 x 20");
    }
}
