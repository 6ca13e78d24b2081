package io.winnow.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.layer.TransformerBlock;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.ResNetOptions.Shortcut;
import io.winnow.models.vision.VitOptions.Pooling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderTest {
    /** Compares the number of parameters, plus those of a classifier with 1000 classes, with the published numbers for ImageNet. */
    @ParameterizedTest
    @CsvSource({
        "18, 11689512, 512",
        "34, 21797672, 512",
        "50, 25557032, 2048",
        "101, 44549160, 2048",
        "152, 60192808, 2048"
    })
    void hasThePublishedSizeForImageNet(int depth, long published, int dimension) {
        ResNetOptions options = new ResNetOptions(depth, 0, false);
        assertThat(options.dimension()).isEqualTo(dimension);
        assertThat(trainable(options.build(3)) + dimension * 1000L + 1000).isEqualTo(published);
    }

    /**
     * Compares with He et al. 2016, table 6: 0.27, 0.46, 0.66 and 0.85 million parameters. The shortcuts of the paper's networks have no
     * parameters; with 1x1 convolutions, there are two.
     */
    @ParameterizedTest
    @CsvSource({"20, 0.27", "32, 0.46", "44, 0.66", "56, 0.85"})
    void hasThePublishedSizeForSmallImages(int depth, double millions) {
        long shortcuts = 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64;
        long size = trainable(new ResNetOptions(depth, 0, false, Shortcut.PADDED).build(3));
        assertThat(Math.round((size + 64 * 10 + 10) / 1e4) / 100.0).isEqualTo(millions);
        assertThat(trainable(new ResNetOptions(depth, 0, false).build(3))).isEqualTo(size + shortcuts);
    }

    /** Compares with the numbers of parameters in timm and torchvision, which include a classifier with 1000 classes. */
    @ParameterizedTest
    @CsvSource({"9, 96, 28589128", "27, 96, 50223688", "27, 128, 88591464"})
    void hasThePublishedSizeOfConvNext(int depth, int width, long published) {
        Layer convNext = convNext(List.of(3, 3, depth, 3), List.of(width, 2 * width, 4 * width, 8 * width), 0)
                .build(3);
        assertThat(trainable(convNext) + 8L * width * 1000 + 1000).isEqualTo(published);
    }

    private static ConvNextOptions convNext(List<Integer> depths, List<Integer> widths, double dropPath) {
        return new ConvNextOptions(depths, widths, 4, dropPath, ConvNextOptions.LAYER_SCALE);
    }

    /** Compares with the numbers of parameters in timm and torchvision, which include a classifier with 1000 classes. */
    @ParameterizedTest
    @CsvSource({"32, 768, 12, 12, 88224232", "16, 768, 12, 12, 86567656", "16, 1024, 24, 16, 304326632"})
    void hasThePublishedSizeOfVit(int patch, int width, int depth, int heads, long published) {
        Layer vit = new VitOptions(224, patch, width, depth, heads, Pooling.CLASS_TOKEN, 0).build(3);
        assertThat(trainable(vit) + width * 1000L + 1000).isEqualTo(published);
    }

    @ParameterizedTest
    @EnumSource
    void differentiatesResidualNetworksInTrainingMode(Shortcut shortcut) {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(11);
            Layer encoder = new ResNetOptions(8, 4, false, shortcut).build(2);
            encoder.initialize(manager, DataType.FLOAT64, new Shape(3, 2, 8, 8));
            GradientCheck.block(encoder, manager.randomNormal(new Shape(3, 2, 8, 8), DataType.FLOAT64), true);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLASS_TOKEN", "MEAN"})
    void differentiatesTransformers(Pooling pooling) {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(12);
            Layer encoder = new VitOptions(8, 4, 12, 2, 3, pooling, 0).build(2);
            encoder.initialize(manager, DataType.FLOAT64, new Shape(3, 2, 8, 8));
            // With biases of zero and tiny position embeddings, errors could go unnoticed.
            encoder.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), DataType.FLOAT64)));
            GradientCheck.block(encoder, manager.randomNormal(new Shape(3, 2, 8, 8), DataType.FLOAT64), true);
        }
    }

    @Test
    void differentiatesConvNext() {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(16);
            Layer encoder = convNext(List.of(1, 2), List.of(4, 6), 0).build(2);
            encoder.initialize(manager, DataType.FLOAT64, new Shape(3, 2, 16, 16));
            // With factors gamma of 1e-6 and biases of zero, errors could go unnoticed.
            encoder.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), DataType.FLOAT64)));
            GradientCheck.block(encoder, manager.randomNormal(new Shape(3, 2, 16, 16), DataType.FLOAT64), true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void differentiatesPlainNetworks(CnnOptions.Norm norm) {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(17);
            Layer encoder = new CnnOptions(8, 8, List.of(4, 6), 3, 5, norm, 2).build(2);
            encoder.initialize(manager, DataType.FLOAT64, new Shape(3, 2, 8, 8));
            GradientCheck.block(encoder, manager.randomNormal(new Shape(3, 2, 8, 8), DataType.FLOAT64), true);
        }
    }

    /**
     * float32 runs other kernels than float64, but must give the same gradient (apart from ReLUs near zero), and the same one in each
     * call. For numbers of channels that are not a multiple of 16, and for single channels, some kernels wrote past the end of their
     * arrays or read uninitialised memory.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 4, RESNET",
        "1, 12, RESNET",
        "3, 4, RESNET",
        "3, 12, RESNET",
        "3, 4, PADDED",
        "1, 4, CONVNEXT",
        "3, 12, CONVNEXT",
        "1, 4, CNN",
        "3, 12, CNN"
    })
    void differentiatesNarrowNetworksInSinglePrecision(int channels, int width, Narrow network) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer encoder = network.options(width).build(channels);
            Layer exact = network.options(width).build(channels);
            encoder.initialize(manager);
            exact.initialize(manager, DataType.FLOAT64, new Shape());
            List<Parameter> parameters = encoder.getParameters().values();
            for (int i = 0; i < parameters.size(); i++) {
                exact.getParameters()
                        .valueAt(i)
                        .getArray()
                        .set(parameters
                                .get(i)
                                .getArray()
                                .toType(DataType.FLOAT64, true)
                                .toDoubleArray());
            }
            NDArray images = manager.randomNormal(new Shape(32, channels, 28, 28));
            float[] expected = gradient(exact, images.toType(DataType.FLOAT64, true));
            float[] first = gradient(encoder, images);
            double largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat(first[i]).isCloseTo(expected[i], within((float) (1e-2 * largest)));
            }
            for (int call = 0; call < 10; call++) {
                assertThat(gradient(encoder, images)).containsExactly(first);
            }
        }
    }

    /** Networks with few channels. The last stage of the ConvNeXt has one position for images of 28 x 28 pixels. */
    private enum Narrow {
        RESNET,
        PADDED,
        CONVNEXT,
        CNN;

        EncoderOptions options(int width) {
            return switch (this) {
                case RESNET -> new ResNetOptions(8, width, false);
                case PADDED -> new ResNetOptions(8, width, false, Shortcut.PADDED);
                case CNN -> new CnnOptions(28, 28, List.of(width, 2 * width), 5, 8, CnnOptions.Norm.GROUP, 2);
                case CONVNEXT -> new ConvNextOptions(List.of(1, 1, 1), List.of(width, 2 * width, 3 * width), 4, 0, 1);
            };
        }
    }

    /** The gradient of the sum of squares of the outputs, in training mode, with respect to the weights of the first convolution. */
    private static float[] gradient(Layer encoder, NDArray images) {
        NDArray weight = encoder.getParameters().valueAt(0).getArray();
        weight.setRequiresGradient(true);
        Autograd.zeroGradient(weight);
        try (NDManager scope = images.getManager().newSubManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray output = encoder.forward(new ParameterStore(scope, false), new NDList(images), true)
                    .singletonOrThrow();
            Autograd.backward(output.square().sum());
            return weight.getGradient().toType(DataType.FLOAT32, true).toFloatArray();
        }
    }

    /** In half precision, representation and gradient have nearly the same direction as in float32, and both are returned as float32. */
    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void computesInHalfPrecision(Precision precision) {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (EncoderOptions options : List.of(
                    new ResNetOptions(8, 8, false),
                    new ConvNextOptions(List.of(1, 1), List.of(16, 24), 4, 0, 0.5),
                    new VitOptions(16, 4, 24, 2, 2, Pooling.CLASS_TOKEN, 0))) {
                manager.getEngine().setRandomSeed(13);
                Layer encoder = options.build(3);
                encoder.initialize(manager);
                ParameterArena arena = ParameterArena.adopt(encoder, ParameterLayout.of(encoder), manager);
                NDArray images = manager.randomNormal(new Shape(16, 3, 16, 16));
                NDArray direction = manager.randomNormal(new Shape(16, options.dimension()));
                NDList exact = pass(encoder, arena, Precision.FLOAT32.of(images), direction);
                NDList reduced = pass(encoder, arena, precision.of(images), direction);
                assertThat(reduced.get(0).getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(reduced.get(1).getDataType()).isEqualTo(DataType.FLOAT32);
                assertThat(cosine(exact.get(0), reduced.get(0))).isBetween(0.999, 1 - 1e-9);
                assertThat(cosine(exact.get(1), reduced.get(1))).isBetween(0.98, 1 - 1e-9);
            }
        }
    }

    /** The output of an encoder in training, and the gradient of the output's product with a direction. */
    private static NDList pass(Layer encoder, ParameterArena arena, NDArray images, NDArray direction) {
        Autograd.zeroGradient(arena.values());
        try (Autograd.Recording recording = Autograd.record()) {
            NDArray output = encoder.forward(arena.bind(images.getManager()), new NDList(images), true)
                    .singletonOrThrow();
            Autograd.backward(output.mul(direction).sum());
            return new NDList(output.stopGradient(), arena.gradient().duplicate());
        }
    }

    private static double cosine(NDArray a, NDArray b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        for (int i = 0; i < x.length; i++) {
            ab += (double) x[i] * y[i];
            aa += (double) x[i] * x[i];
            bb += (double) y[i] * y[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** In evaluation, an image has the same representation alone and in a batch. */
    @Test
    void evaluatesEachImageByItself() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (EncoderOptions options : List.of(
                    new ResNetOptions(14, 8, false),
                    new ResNetOptions(18, 8, true),
                    new ResNetOptions(14, 8, false, Shortcut.PADDED),
                    convNext(List.of(1, 2), List.of(8, 12), 0.5),
                    new VitOptions(16, 4, 24, 2, 2, Pooling.MEAN, 0.5))) {
                Layer encoder = options.build(3);
                encoder.initialize(manager);
                NDArray images = manager.randomNormal(new Shape(5, 3, 16, 16));
                NDArray all = run(encoder, images);
                assertThat(all.getShape()).isEqualTo(new Shape(5, options.dimension()));
                float[] alone = run(encoder, images.get("2:3")).toFloatArray();
                float[] inBatch = all.get(2).toFloatArray();
                for (int i = 0; i < alone.length; i++) {
                    assertThat(inBatch[i]).isCloseTo(alone[i], within(1e-5f));
                }
            }
        }
    }

    /** In training, two passes drop different branches and so differ; in evaluation, no branch is dropped and two passes are equal. */
    @Test
    void dropsPathsInTrainingOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (EncoderOptions options : List.of(
                    new VitOptions(8, 4, 8, 3, 2, Pooling.MEAN, 0.6),
                    new ConvNextOptions(List.of(1, 2), List.of(8, 8), 4, 0.6, 1))) {
                Layer encoder = options.build(1);
                encoder.initialize(manager);
                NDArray images = manager.randomNormal(new Shape(64, 1, 8, 8));
                ParameterStore store = new ParameterStore(manager, false);
                NDArray first = encoder.forward(store, new NDList(images), true).singletonOrThrow();
                NDArray second =
                        encoder.forward(store, new NDList(images), true).singletonOrThrow();
                assertThat(first.sub(second).abs().max().getFloat()).isGreaterThan(1e-4f);
                assertThat(run(encoder, images).toFloatArray())
                        .containsExactly(run(encoder, images).toFloatArray());
            }
        }
    }

    /** The branch of an example is dropped in all its elements or in none, and scaled by 1 / (1 - p) if it is kept. */
    @Test
    void dropsTheBranchOfAWholeExample() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer block = new ConvNextBlock(6, 0.25, 1);
            block.initialize(manager);
            NDArray x = manager.randomNormal(new Shape(400, 3, 2, 6));
            NDArray branch = run(block, x).sub(x);
            NDArray trained = block.forward(new ParameterStore(manager, false), new NDList(x), true)
                    .singletonOrThrow()
                    .sub(x);
            int kept = 0;
            for (int i = 0; i < 400; i++) {
                float size = trained.get(i).abs().max().getFloat();
                float expected = size > 0 ? 4 / 3f : 0;
                kept += size > 0 ? 1 : 0;
                assertThat(trained.get(i)
                                .sub(branch.get(i).mul(expected))
                                .abs()
                                .max()
                                .getFloat())
                        .isLessThan(1e-6f);
            }
            // Six standard deviations are 52.
            assertThat(kept).isBetween(300 - 52, 300 + 52);
        }
    }

    /** The seed is reset before each pass, so that every pass drops the same branches. */
    @Test
    void differentiatesDroppedPaths() {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(14);
            Layer block = new TransformerBlock(BlockOptions.vit(12, 3), 0.5);
            block.initialize(manager, DataType.FLOAT64, new Shape(6, 4, 12));
            block.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), DataType.FLOAT64)));
            NDArray tokens = manager.randomNormal(new Shape(6, 4, 12), DataType.FLOAT64);
            NDArray direction = manager.randomNormal(new Shape(6, 4, 12), DataType.FLOAT64);
            List<NDArray> leaves = new ArrayList<>(List.of(tokens));
            block.getParameters().values().forEach(parameter -> leaves.add(parameter.getArray()));
            GradientCheck.function(leaves, () -> {
                manager.getEngine().setRandomSeed(15);
                return block.forward(new ParameterStore(manager, false), new NDList(tokens), true)
                        .singletonOrThrow()
                        .mul(direction)
                        .sum();
            });
            manager.getEngine().setRandomSeed(15);
            NDArray dropped = block.forward(new ParameterStore(manager, false), new NDList(tokens), true)
                    .singletonOrThrow();
            assertThat(dropped.sub(run(block, tokens)).abs().max().getDouble()).isGreaterThan(1e-3);
        }
    }

    @Test
    void refusesShapesThatDoNotExist() {
        assertThatThrownBy(() -> new ResNetOptions(21, 0, false)).hasMessageContaining("found 21");
        assertThatThrownBy(() -> new ResNetOptions(20, 15, false, Shortcut.PADDED))
                .hasMessageContaining("an even width; found width 15");
        assertThatThrownBy(() -> new ResNetOptions(50, 0, false, Shortcut.PADDED))
                .hasMessageContaining("found bottleneck blocks");
        assertThatThrownBy(() -> convNext(List.of(1, 2), List.of(8), 0))
                .hasMessageContaining("one number for each stage");
        assertThatThrownBy(() -> new VitOptions(28, 5, 192, 6, 3, Pooling.MEAN, 0))
                .hasMessageContaining("5 does not divide 28");
        assertThatThrownBy(() -> new VitOptions(28, 4, 192, 6, 5, Pooling.MEAN, 0))
                .hasMessageContaining("5 does not divide 192");
    }

    private static NDArray run(Layer encoder, NDArray images) {
        return encoder.forward(new ParameterStore(images.getManager(), false), new NDList(images), false)
                .singletonOrThrow();
    }

    private static long trainable(Layer layer) {
        return layer.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
    }
}
