package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.text.BertEncoder;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.SentenceEncoder;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sections of networks, and layers that compute as in evaluation. */
class SectionsTest {
    private static BertEncoder bert() {
        return new BertOptions(20, 8, 2, 2, 16, 12, 2, Activation.GELU, 1e-12, 0.1, 0.1)
                .build(TextPooling.MEAN, Precision.FLOAT32);
    }

    private static List<String> shown(Layer network) {
        return network.sections().stream()
                .map(section -> String.join("+", section.parts()))
                .toList();
    }

    @Test
    void blocksAreSectionsAndSoIsWhatLiesBetweenThem() {
        Layer resNet = new ResNetOptions(14, 4, false).build(3);
        assertThat(shown(resNet))
                .containsExactly("conv1+bn1", "layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0", "layer3.1");
        Layer vit = new VitOptions(8, 4, 12, 2, 3, VitOptions.Pooling.CLASS_TOKEN, 0).build(3);
        assertThat(shown(vit)).containsExactly("cls_token+pos_embed+patch_embed", "blocks.0", "blocks.1", "norm");
        List<String> ofBert = shown(bert());
        assertThat(ofBert).hasSize(3);
        assertThat(ofBert.get(0)).startsWith("embeddings.word_embeddings+").endsWith("embeddings.LayerNorm");
        assertThat(ofBert.subList(1, 3)).containsExactly("encoder.layer.0", "encoder.layer.1");
        assertThat(shown(new SentenceEncoder(bert())).get(1)).isEqualTo("bert.encoder.layer.0");
        for (Layer network : List.of(resNet, vit, bert(), new SentenceEncoder(bert()))) {
            assertThat(network.sections().stream()
                            .flatMap(section -> section.parameters().stream())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(network.getParameters().keys());
        }
    }

    @Test
    void chosenLayersComputeAsInEvaluation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer network = new ResNetOptions(8, 4, false).build(3);
            network.initialize(manager);
            ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
            NDArray x = manager.randomNormal(new Shape(4, 3, 8, 8));
            float[] before = arena.statistics().toFloatArray();
            float[] evaluated = run(network, arena, x, false);
            network.evaluate(layer -> layer instanceof BatchNormalization);
            assertThat(run(network, arena, x, true)).containsExactly(evaluated);
            assertThat(arena.statistics().toFloatArray()).containsExactly(before);

            // With the stem and the first block, the statistics of the others still move.
            List<Section> first = network.sections().subList(0, 2);
            network.evaluate(
                    layer -> first.stream().anyMatch(each -> each.layers().contains(layer)));
            run(network, arena, x, true);
            var named = arena.named(manager);
            assertThat(named.get("layer1.0.bn2.running_mean").toFloatArray()).containsOnly(0);
            assertThat(named.get("layer2.0.bn2.running_mean").toFloatArray()).doesNotContain(0);

            network.evaluate(layer -> false);
            run(network, arena, x, true);
            assertThat(arena.named(manager).get("bn1.running_mean").toFloatArray())
                    .doesNotContain(0);
        }
    }

    @Test
    void nothingIsDroppedInLayersThatComputeAsInEvaluation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Layer network :
                    List.of(bert(), new VitOptions(8, 4, 12, 2, 3, VitOptions.Pooling.MEAN, 0.5).build(3))) {
                network.initialize(manager);
                ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
                NDArray x = network instanceof BertEncoder
                        ? manager.create(new int[] {2, 3, 4, 5, 0, 0, 0, 0}, new Shape(1, 2, 4))
                        : manager.randomNormal(new Shape(3, 3, 8, 8));
                float[] evaluated = run(network, arena, x, false);
                assertThat(run(network, arena, x, true)).isNotEqualTo(evaluated);
                network.evaluate(layer -> layer == network);
                assertThat(run(network, arena, x, true)).containsExactly(evaluated);
            }
        }
    }

    private static float[] run(Layer network, ParameterArena arena, NDArray x, boolean training) {
        return network.forward(arena.bind(x.getManager()), new NDList(x), training)
                .singletonOrThrow()
                .toFloatArray();
    }
}
