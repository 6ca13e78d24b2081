package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightLayoutTest {
    private static final WeightLayout LAYOUT = WeightLayout.of("toy")
            .joined("blocks.*.qkv.*", "layer.*.query.*", "layer.*.key.*", "layer.*.value.*")
            .transposed("proj", "visual.proj")
            .reshaped("token", new Shape(1, 1, 2), "embedding", new Shape(2))
            .unsqueezed("positions", 2, "position_embedding.weight")
            .split(List.of("q", "k"), "in_proj")
            .rename("blocks.*.norm.*", "layer.*.layernorm_before.*")
            .unused("*.num_batches_tracked", "mask_token")
            .build();

    private static Map<String, NDArray> stored(NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("layer.10.query.weight", manager.create(new float[] {1, 2}, new Shape(1, 2)));
        arrays.put("layer.10.key.weight", manager.create(new float[] {3, 4}, new Shape(1, 2)));
        arrays.put("layer.10.value.weight", manager.create(new float[] {5, 6}, new Shape(1, 2)));
        arrays.put("visual.proj", manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)));
        arrays.put("embedding", manager.create(new float[] {7, 8}));
        arrays.put("position_embedding.weight", manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)));
        arrays.put("in_proj", manager.create(new float[] {1, 2, 3, 4}));
        arrays.put("layer.0.layernorm_before.bias", manager.create(new float[] {9}));
        return arrays;
    }

    private static final Set<String> OWN =
            Set.of("blocks.10.qkv.weight", "proj", "token", "positions", "q", "k", "blocks.0.norm.bias", "other");

    @Test
    void readsEveryForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> own = LAYOUT.read(new PretrainedWeights("file", stored(manager)), OWN)
                    .arrays();
            assertThat(own)
                    .containsOnlyKeys(
                            "blocks.10.qkv.weight", "proj", "token", "positions", "q", "k", "blocks.0.norm.bias");
            assertThat(own.get("positions").getShape()).isEqualTo(new Shape(1, 1, 3, 2));
            assertThat(own.get("blocks.10.qkv.weight"))
                    .isEqualTo(manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)));
            assertThat(own.get("proj")).isEqualTo(manager.create(new float[] {1, 4, 2, 5, 3, 6}, new Shape(3, 2)));
            assertThat(own.get("token")).isEqualTo(manager.create(new float[] {7, 8}, new Shape(1, 1, 2)));
            assertThat(own.get("q")).isEqualTo(manager.create(new float[] {1, 2}));
            assertThat(own.get("k")).isEqualTo(manager.create(new float[] {3, 4}));
        }
    }

    @Test
    void writesWhatItReads() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> stored = stored(manager);
            Map<String, NDArray> own =
                    LAYOUT.read(new PretrainedWeights("file", stored), OWN).arrays();
            assertThat(LAYOUT.write(own)).containsExactlyInAnyOrderEntriesOf(stored);
            Map<String, NDArray> foreign = Map.of("other", manager.create(new float[] {1}));
            assertThatThrownBy(() -> LAYOUT.write(foreign))
                    .hasMessageContaining("toy has no name for the parameter other");
        }
    }

    @Test
    void leavesOutWhatIsMissingAndKeepsWhatDoesNotFit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> stored = stored(manager);
            stored.remove("layer.10.key.weight");
            stored.put("embedding", manager.create(new float[] {1, 2, 3}));
            stored.put("in_proj", manager.create(new float[] {1, 2, 3}));
            Map<String, NDArray> own =
                    LAYOUT.read(new PretrainedWeights("file", stored), OWN).arrays();
            assertThat(own).doesNotContainKey("blocks.10.qkv.weight");
            assertThat(own.get("token").getShape()).isEqualTo(new Shape(3));
            assertThat(own.get("q").getShape()).isEqualTo(new Shape(3));
        }
    }

    @Test
    void namesWhatIsLeftOver() {
        assertThat(LAYOUT.leftOver(
                        OWN,
                        Set.of(
                                "in_proj",
                                "layer.10.key.weight",
                                "bn1.num_batches_tracked",
                                "mask_token",
                                "dist_token")))
                .containsExactly("dist_token");
    }
}
