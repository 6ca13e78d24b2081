package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.assertSame;
import static io.winnow.models.vision.PublishedFolder.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.vision.ResNetOptions.Shortcut;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads small networks in the layouts of several libraries, and compares their outputs with those that the libraries' code gives. */
class PublishedCnnTest extends OnPublishedCnn {
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
}
