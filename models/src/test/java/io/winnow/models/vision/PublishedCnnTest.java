package io.winnow.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.pretrained.TensorFile;
import io.winnow.models.vision.ResNetOptions.Block;
import io.winnow.models.vision.ResNetOptions.Shortcut;
import io.winnow.models.vision.ResNetOptions.Stem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads small networks in the layouts of several libraries, and compares their outputs with those that the libraries' code gives. */
class PublishedCnnTest {
    private static final List<Family<EncoderOptions>> FAMILIES = List.of(new ResNetFamily(), new ConvNextFamily());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-5;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String folder, String name) {
        try {
            return Path.of(PublishedCnnTest.class
                            .getResource("/io/winnow/models/pretrained/" + folder)
                            .toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private PretrainedWeights weights(String folder) throws IOException {
        Path old = file(folder, "checkpoint.th");
        return TensorFile.open(Files.exists(old) ? old : file(folder, "model.safetensors"))
                .unwrapped()
                .read(manager);
    }

    private static JsonNode config(String folder) throws IOException {
        Path file = file(folder, "config.json");
        return Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)) : MissingNode.getInstance();
    }

    private static Map<String, Shape> shapes(PretrainedWeights weights) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        weights.arrays().forEach((name, array) -> shapes.put(name, array.getShape()));
        return shapes;
    }

    private static Published<EncoderOptions> recognise(Map<String, Shape> shapes, JsonNode config) {
        return Families.recognise(
                FAMILIES, new CheckpointFacts("model.bin", shapes, config, CheckpointFacts.Given.NOTHING));
    }

    private Published<EncoderOptions> recognise(String folder) throws IOException {
        return recognise(shapes(weights(folder)), config(folder));
    }

    private static Layer load(Published<EncoderOptions> published, PretrainedWeights weights, NDManager manager) {
        Layer encoder = published.architecture().build(3);
        encoder.initialize(manager);
        published.layout().read(weights, names(encoder)).loadInto(encoder);
        return encoder;
    }

    private static Set<String> names(Layer encoder) {
        return encoder.getParameters().stream().map(pair -> pair.getKey()).collect(Collectors.toSet());
    }

    private static NDArray featureMap(Layer encoder, ParameterStore store, NDArray images) {
        return encoder instanceof ResNet resNet
                ? resNet.featureMap(store, images, false)
                : ((ConvNext) encoder).featureMap(store, images, false);
    }

    private NDArray forward(Layer encoder, NDArray images) {
        return encoder.forward(new ParameterStore(manager, false), new NDList(images), false)
                .singletonOrThrow();
    }

    private static void assertSame(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float scale = Math.max(1, expected.abs().max().getFloat());
        assertThat(found.sub(expected).abs().max().getFloat() / scale).isLessThan((float) TOLERANCE);
    }

    /** Compares feature map, representation and logits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet18-torchvision",
                "resnet50-timm",
                "resnet50-hf",
                "cifar-resnet8-tiny",
                "convnext-timm",
                "convnext-torchvision"
            })
    void givesTheOutputsOfTheLibrary(String folder) throws IOException {
        PretrainedWeights weights = weights(folder);
        Published<EncoderOptions> published = recognise(folder);
        Layer encoder = load(published, weights, manager);
        Map<String, NDArray> vectors = SafeTensors.read(file(folder, "vectors.safetensors"), manager);
        NDArray images = vectors.get("input.pixel_values");
        ParameterStore store = new ParameterStore(manager, false);
        NDArray features = encoder.forward(store, new NDList(images), false).singletonOrThrow();
        Published.Head head = published.head().orElseThrow();
        NDArray logits = features.matMul(weights.arrays().get(head.weight()).transpose())
                .add(weights.arrays().get(head.bias()));
        Map<String, NDArray> found = new HashMap<>();
        found.put("output.features", features);
        found.put("output.pooler_output", features.expandDims(2).expandDims(3));
        found.put("output.feature_map", featureMap(encoder, store, images));
        found.put("output.last_hidden_state", featureMap(encoder, store, images));
        found.put("output.logits", logits);
        vectors.remove("input.pixel_values");
        assertThat(found).containsKeys(vectors.keySet().toArray(String[]::new));
        vectors.forEach((name, expected) -> assertSame(found.get(name), expected));
    }

    /** What is written under the library's names equals what was read, but for the counters of batches. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet18-torchvision",
                "resnet50-timm",
                "resnet50-hf",
                "cifar-resnet8-tiny",
                "convnext-timm",
                "convnext-torchvision"
            })
    void writesWhatItReads(String folder) throws IOException {
        PretrainedWeights weights = weights(folder);
        Published<EncoderOptions> published = recognise(folder);
        Layer encoder = load(published, weights, manager);
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        encoder.getParameters()
                .forEach(pair -> parameters.put(pair.getKey(), pair.getValue().getArray()));
        Map<String, NDArray> expected = new LinkedHashMap<>(weights.arrays());
        expected.keySet().removeIf(name -> name.endsWith(".num_batches_tracked"));
        Published.Head head = published.head().orElseThrow();
        expected.keySet().removeAll(List.of(head.weight(), head.bias()));
        assertThat(published.layout().write(parameters)).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(published.layout().leftOver(names(encoder), weights.arrays().keySet()))
                .isEmpty();
    }

    @Test
    void tellsArchitectureLibraryAndHead() throws IOException {
        ResNetOptions resNet50 = new ResNetOptions(50, 3, false);
        assertThat(recognise("resnet18-torchvision").architecture()).isEqualTo(new ResNetOptions(18, 3, false));
        assertThat(recognise("resnet50-timm").architecture()).isEqualTo(resNet50);
        assertThat(recognise("resnet50-hf").architecture()).isEqualTo(resNet50);
        assertThat(recognise("cifar-resnet8-tiny").architecture())
                .isEqualTo(new ResNetOptions(8, 8, false, Shortcut.PADDED));
        ConvNextOptions convNext = new ConvNextOptions(List.of(1, 1, 2, 1), List.of(6, 12, 16, 24), 4, 0, 1e-6);
        assertThat(recognise("convnext-timm").architecture()).isEqualTo(convNext);
        assertThat(recognise("convnext-torchvision").architecture()).isEqualTo(convNext);
        assertThat(recognise("resnet18-torchvision").layout().library()).isEqualTo("torchvision");
        assertThat(recognise("resnet50-timm").layout().library()).isEqualTo("timm");
        assertThat(recognise("resnet50-hf").head())
                .contains(new Published.Head(
                        "classifier.1.weight",
                        "classifier.1.bias",
                        7,
                        List.of("c0", "c1", "c2", "c3", "c4", "c5", "c6")));
        assertThat(recognise("convnext-torchvision").head())
                .contains(new Published.Head("classifier.2.weight", "classifier.2.bias", 5, List.of()));
    }

    /** Shapes of a network under other names and of other sizes, as a library would store them. */
    private static Map<String, Shape> shapes(EncoderOptions options, UnaryOperator<String> stored) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        options.build(3)
                .getParameters()
                .forEach(pair ->
                        shapes.put(stored.apply(pair.getKey()), pair.getValue().getShape()));
        return shapes;
    }

    @ParameterizedTest
    @CsvSource({"18", "34", "50", "101", "152"})
    void tellsEveryDepth(int depth) {
        ResNetOptions options = new ResNetOptions(depth, 4, false);
        assertThat(options.depth()).isEqualTo(depth);
        assertThat(recognise(shapes(options, name -> name), MissingNode.getInstance())
                        .architecture())
                .isEqualTo(options);
    }

    /** Networks for CIFAR with 1x1 shortcuts, under the names of two popular implementations. */
    @Test
    void tellsNetworksForSmallImages() {
        ResNetOptions small = new ResNetOptions(56, 4, false);
        Map<String, Shape> named = shapes(small, name -> name);
        assertThat(recognise(named, MissingNode.getInstance()).architecture()).isEqualTo(small);
        ResNetOptions adapted = new ResNetOptions(18, 4, true);
        named = shapes(adapted, name -> name.replace("downsample", "shortcut"));
        Published<EncoderOptions> published = recognise(named, MissingNode.getInstance());
        assertThat(published.architecture()).isEqualTo(adapted);
        assertThat(published.layout().stored("layer2.0.downsample.1.running_var"))
                .containsExactly("layer2.0.shortcut.1.running_var");
    }

    private static String huggingFace(String name, String prefix) {
        String inside = name.replaceAll("^stem\\.0", "embeddings.patch_embeddings")
                .replaceAll("^stem\\.1", "embeddings.layernorm")
                .replaceAll("^stages", "encoder.stages")
                .replace(".downsample.", ".downsampling_layer.")
                .replace(".blocks.", ".layers.")
                .replace("conv_dw", "dwconv")
                .replace(".norm.", ".layernorm.")
                .replaceAll("mlp\\.fc(\\d)", "pwconv$1")
                .replace("gamma", "layer_scale_parameter")
                .replace("head.layernorm", "layernorm");
        return inside.startsWith("head.fc") ? inside.replace("head.fc", "classifier") : prefix + inside;
    }

    /** With the epsilon of timm, the features are those of timm; with another one, those of the formula of the norm. */
    @Test
    void tellsConvNextUnderTheNamesOfHuggingFace() throws IOException {
        Map<String, NDArray> vectors = SafeTensors.read(file("convnext-timm", "vectors.safetensors"), manager);
        NDArray images = vectors.get("input.pixel_values");
        for (String prefix : List.of("convnext.", "")) {
            Map<String, NDArray> renamed = new LinkedHashMap<>();
            weights("convnext-timm").arrays().forEach((name, array) -> renamed.put(huggingFace(name, prefix), array));
            PretrainedWeights weights = new PretrainedWeights("renamed", renamed);
            JsonNode config = JSON.readTree("{\"model_type\": \"convnext\", \"depths\": [1, 1, 2, 1],"
                    + " \"hidden_sizes\": [6, 12, 16, 24], \"patch_size\": 4, \"layer_norm_eps\": 1e-6}");
            Published<EncoderOptions> published = recognise(shapes(weights), config);
            assertThat(published.architecture())
                    .isEqualTo(recognise("convnext-timm").architecture());
            assertThat(published.head())
                    .contains(new Published.Head("classifier.weight", "classifier.bias", 5, List.of()));
            NDArray features = forward(load(published, weights, manager), images);
            assertSame(features, vectors.get("output.features"));
            Map<String, NDArray> parameters = new LinkedHashMap<>();
            load(published, weights, manager)
                    .getParameters()
                    .forEach(pair ->
                            parameters.put(pair.getKey(), pair.getValue().getArray()));
            renamed.keySet().removeIf(name -> name.startsWith("classifier."));
            assertThat(published.layout().write(parameters)).containsExactlyInAnyOrderEntriesOf(renamed);

            ObjectNode other = config.deepCopy();
            other.put("layer_norm_eps", 0.5);
            Published<EncoderOptions> wide = recognise(shapes(weights), other);
            assertThat(new ConvNextFamily().config(wide.architecture(), wide.layout()))
                    .hasValueSatisfying(written -> assertThat(
                                    recognise(shapes(weights), written).architecture())
                            .isEqualTo(wide.architecture()));
            ConvNext network = (ConvNext) load(wide, weights, manager);
            NDArray mean = network.featureMap(new ParameterStore(manager, false), images, false)
                    .mean(new int[] {3})
                    .mean(new int[] {2});
            NDArray centred = mean.sub(mean.mean(new int[] {1}, true));
            NDArray norm = centred.div(
                            centred.square().mean(new int[] {1}, true).add(0.5).sqrt())
                    .mul(parameters.get("head.norm.weight"))
                    .add(parameters.get("head.norm.bias"));
            assertSame(forward(network, images), norm);
            other.put("hidden_act", "relu");
            assertThatThrownBy(() -> recognise(shapes(weights), other)).hasMessageContaining("hidden_act: relu");
        }
    }

    @Test
    void tellsConvNextUnderTheNamesOfTheAuthors() throws IOException {
        UnaryOperator<String> authors = name -> name.replaceAll("^stem", "downsample_layers.0")
                .replaceAll("^stages\\.(\\d)\\.downsample", "downsample_layers.$1")
                .replace(".blocks.", ".")
                .replace("conv_dw", "dwconv")
                .replaceAll("mlp\\.fc(\\d)", "pwconv$1")
                .replace("head.norm", "norm")
                .replace("head.fc", "head");
        Map<String, NDArray> renamed = new LinkedHashMap<>();
        weights("convnext-timm").arrays().forEach((name, array) -> renamed.put(authors.apply(name), array));
        PretrainedWeights weights = new PretrainedWeights("renamed", renamed);
        Published<EncoderOptions> published = recognise(shapes(weights), MissingNode.getInstance());
        assertThat(published.architecture())
                .isEqualTo(recognise("convnext-timm").architecture());
        assertThat(published.head()).contains(new Published.Head("head.weight", "head.bias", 5, List.of()));
        Layer encoder = load(published, weights, manager);
        Map<String, NDArray> vectors = SafeTensors.read(file("convnext-timm", "vectors.safetensors"), manager);
        NDArray features = encoder.forward(
                        new ParameterStore(manager, false), new NDList(vectors.get("input.pixel_values")), false)
                .singletonOrThrow();
        assertSame(features, vectors.get("output.features"));
        assertThat(published.layout().leftOver(names(encoder), renamed.keySet()))
                .isEmpty();
    }

    /** The stride is in the first convolution if HuggingFace's configuration says so. */
    @Test
    void placesTheStrideAsTheConfigurationSays() throws IOException {
        ObjectNode config = config("resnet50-hf").deepCopy();
        config.put("downsample_in_bottleneck", true);
        PretrainedWeights weights = weights("resnet50-hf");
        Published<EncoderOptions> published = recognise(shapes(weights), config);
        assertThat(published.architecture())
                .isEqualTo(new ResNetOptions(
                        List.of(3, 4, 6, 3), Block.STRIDE_FIRST_BOTTLENECK, 3, Stem.LARGE, Shortcut.PROJECTED));
        ObjectNode written = new ResNetFamily()
                .config(published.architecture(), published.layout())
                .orElseThrow();
        assertThat(written.get("downsample_in_bottleneck").asBoolean()).isTrue();
        // With a 3x3 kernel that is zero but for its centre, both strides visit the same positions.
        Layer first = load(published, weights, manager);
        Layer second = load(recognise("resnet50-hf"), weights, manager);
        NDArray images = manager.randomNormal(new Shape(2, 3, 32, 32));
        ParameterStore store = new ParameterStore(manager, false);
        assertThat(run(first, store, images)
                        .sub(run(second, store, images))
                        .abs()
                        .max()
                        .getFloat())
                .isGreaterThan(1e-3f);
        for (Layer encoder : List.of(first, second)) {
            for (int stage = 2; stage <= 4; stage++) {
                NDArray kernels = encoder.getParameters()
                        .get("layer" + stage + ".0.conv2.weight")
                        .getArray();
                NDArray centre = manager.zeros(new Shape(1, 1, 3, 3));
                centre.set(new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
                kernels.muli(centre);
            }
        }
        assertSame(run(first, store, images), run(second, store, images));
    }

    private static NDArray run(Layer encoder, ParameterStore store, NDArray images) {
        return encoder.forward(store, new NDList(images), false).singletonOrThrow();
    }

    /** Recognising the arrays of a network with the configuration that is written for it gives the network again. */
    @Test
    void writesConfigurationsOfWhichItReadsTheSameArchitecture() {
        for (String library : List.of("timm", "HuggingFace")) {
            for (EncoderOptions options : List.of(
                    new ResNetOptions(34, 0, false),
                    new ResNetOptions(101, 0, false),
                    new ResNetOptions(List.of(1, 2, 1, 1), Block.BASIC, 64, Stem.LARGE, Shortcut.PROJECTED))) {
                var layout = library.equals("timm")
                        ? ResNetLayouts.torchvision("timm")
                        : ResNetLayouts.huggingFace("resnet.");
                JsonNode config = new ResNetFamily().config(options, layout).orElseThrow();
                Map<String, Shape> stored =
                        shapes(options, name -> layout.stored(name).get(0));
                Published<EncoderOptions> again = recognise(stored, config);
                assertThat(again.architecture()).isEqualTo(options);
                assertThat(again.layout().library()).isEqualTo(library);
            }
        }
        ConvNextOptions convNext = new ConvNextOptions(List.of(1, 2), List.of(8, 12), 2, 0, 1e-6);
        JsonNode config = new ConvNextFamily()
                .config(convNext, ConvNextNaming.TIMM.layout(convNext.widths()))
                .orElseThrow();
        assertThat(recognise(shapes(convNext, name -> name), config).architecture())
                .isEqualTo(convNext);
        assertThat(new ResNetFamily().config(new ResNetOptions(8, 0, false), ResNetLayouts.torchvision("timm")))
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resnet50-hf | depths | [3, 4, 5, 3] | depths: [3, 4, 5, 3], but the arrays say [3, 4, 6, 3]",
                "resnet50-hf | hidden_sizes | [16, 24, 48, 96] | [16, 24, 48, 96], but the arrays say [12, 24, 48, 96]",
                "resnet50-hf | embedding_size | 64 | embedding_size: 64, but the shape of resnet.embedder",
                "resnet50-hf | layer_type | \"basic\" | layer_type: basic, but the arrays",
                "resnet50-hf | hidden_act | \"gelu\" | hidden_act: gelu, but only this can be built here: relu",
                "resnet50-hf | downsample_in_first_stage | true | downsample_in_first_stage: true",
                "resnet50-hf | id2label | {\"0\": \"cat\"} | names 1 classes, but the shape of classifier.1.weight says 7",
                "resnet50-timm | architecture | \"resnetaa50\" | architecture: resnetaa50",
                "resnet50-timm | num_features | 2048 | num_features: 2048, but the shape of the last stage says 96",
                "resnet50-timm | num_classes | 1000 | num_classes: 1000, but the shape of fc.weight says 7",
                "resnet50-timm | global_pool | \"max\" | global_pool: max",
                "resnet50-timm | model_args | {\"output_stride\": 8} | model_args.output_stride: 8",
                "convnext-timm | model_args | {\"dims\": [6, 12, 16, 32]} | dims: [6, 12, 16, 32], but the arrays say",
                "convnext-timm | model_args | {\"norm_eps\": 1e-5} | model_args.norm_eps",
                "convnext-timm | architecture | \"convnext_tiny_hnf\" | architecture: convnext_tiny_hnf"
            })
    void refusesConfigurationsThatContradictTheArrays(String folder, String key, String value, String message)
            throws IOException {
        ObjectNode config = config(folder).deepCopy();
        config.set(key, JSON.readTree(value));
        assertThatThrownBy(() -> recognise(shapes(weights(folder)), config))
                .hasMessageContaining(message)
                .hasMessageContaining("cannot be loaded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resnet18-torchvision | conv1.0.weight | 8,3,3,3 | a deep stem",
                "resnet50-timm | layer1.0.downsample.2.weight | 12 | pooling in its shortcuts",
                "resnet50-timm | layer1.0.se.fc1.weight | 1,12,1,1 | attention in its blocks",
                "resnet50-timm | layer1.0.conv2.fc1.weight | 1,12,1,1 | attention in its convolutions",
                "resnet50-timm | layer1.0.conv2.weight | 6,1,3,3 | grouped convolutions (ResNeXt)",
                "resnet50-timm | layer1.0.conv2.weight | 6,6,3,3 | wider blocks (wide ResNet)",
                "resnet18-torchvision | layer3.1.conv2.weight | 12,12,5,5 | require (12, 12, 3, 3)",
                "resnet18-torchvision | layer1.0.bn3.weight | 3 | which the network has no place for",
                "resnet18-torchvision | conv1.weight | 3,3,5,5 | a 7x7 or 3x3 kernel",
                "resnet18-torchvision | fc.weight | 7,48 | but the representation has length 24",
                "convnext-timm | stages.0.blocks.0.mlp.grn.weight | 24 | global response normalisation (ConvNeXt V2)",
                "convnext-timm | stages.0.blocks.0.mlp.fc1.weight | 24,6,1,1 | MLPs are convolutions",
                "convnext-timm | norm_pre.weight | 24 | a norm before the pooling",
                "convnext-timm | stages.2.blocks.1.conv_dw.weight | 16,1,5,5 | require (16, 1, 7, 7)"
            })
    void refusesVariants(String folder, String name, String shape, String message) throws IOException {
        Map<String, Shape> shapes = shapes(weights(folder));
        long[] lengths =
                List.of(shape.split(",")).stream().mapToLong(Long::parseLong).toArray();
        shapes.put(name, new Shape(lengths));
        assertThatThrownBy(() -> recognise(shapes, MissingNode.getInstance()))
                .hasMessageContaining(message)
                .hasMessageContaining("cannot be loaded");
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18-torchvision, bn1.running_mean",
        "resnet18-torchvision, layer3.0.downsample.0.weight",
        "resnet50-hf, resnet.encoder.stages.3.layers.2.layer.1.normalization.bias",
        "convnext-torchvision, features.5.1.layer_scale"
    })
    void saysWhichArrayIsMissing(String folder, String name) throws IOException {
        Map<String, Shape> shapes = shapes(weights(folder));
        shapes.remove(name);
        assertThatThrownBy(() -> recognise(shapes, config(folder)))
                .hasMessageContaining("it has no array " + name)
                .hasMessageContaining("cannot be loaded");
    }

    @Test
    void saysWhichFamiliesWereTried() {
        Map<String, Shape> shapes = Map.of("encoder.weight", new Shape(3, 4));
        assertThatThrownBy(() -> recognise(shapes, MissingNode.getInstance()))
                .hasMessageContaining("not of a known family")
                .hasMessageContaining("ResNet (it has no array layer1.0.conv1.weight)")
                .hasMessageContaining("ConvNeXt (it has no stem");
    }
}
