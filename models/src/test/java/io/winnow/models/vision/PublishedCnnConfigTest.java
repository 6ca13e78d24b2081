package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.assertSame;
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
import io.winnow.models.vision.ResNetOptions.Block;
import io.winnow.models.vision.ResNetOptions.Shortcut;
import io.winnow.models.vision.ResNetOptions.Stem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What configurations and arrays say of a network must agree and must be all that is known; configurations are written as they are read. */
class PublishedCnnConfigTest extends OnPublishedCnn {
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
