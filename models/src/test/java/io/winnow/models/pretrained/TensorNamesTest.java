package io.winnow.models.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TensorNamesTest {
    private static TensorFile file(Set<String> dictionaries, List<String> ignored, String... names) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            tensors.put(name, StoredTensor.rowMajor(NumberType.F32, new Shape(), Path.of("a"), tensors.size()));
        }
        return new TensorFile(Path.of("a"), tensors, dictionaries, Map.of(), ignored);
    }

    @Test
    void removesPrefixesOutermostFirst() {
        assertThat(file(Set.of(), List.of(), "module._orig_mod.conv1.weight", "module._orig_mod.bn1.bias")
                        .unwrapped()
                        .tensors())
                .containsOnlyKeys("conv1.weight", "bn1.bias");
        assertThat(file(Set.of(), List.of(), "model.bert.pooler.weight", "model.bert.embeddings.weight")
                        .unwrapped("bert.")
                        .tensors())
                .containsOnlyKeys("pooler.weight", "embeddings.weight");
    }

    @Test
    void removesAPrefixFromTheNamesThatHaveIt() {
        assertThat(file(Set.of(), List.of(), "backbone.conv1.weight", "head.weight")
                        .unwrapped()
                        .tensors())
                .containsOnlyKeys("conv1.weight", "head.weight");
    }

    @Test
    void keepsAPrefixThatTellsTwoArraysApart() {
        assertThat(file(Set.of(), List.of(), "model.w", "w", "module.v")
                        .unwrapped()
                        .tensors())
                .containsOnlyKeys("model.w", "w", "v");
        assertThat(file(Set.of(), List.of(), "module.", "w").unwrapped().tensors())
                .containsOnlyKeys("module.", "w");
    }

    @Test
    void choosesTheDictionaryOfParametersAndNamesTheRest() {
        TensorFile file = file(
                Set.of("student", "teacher", "optimizer", "optimizer.state", "optimizer.state.0"),
                List.of("args", "optimizer.param_groups", "teacher.note"),
                "student.module.backbone.cls_token",
                "teacher.backbone.cls_token",
                "teacher.head.weight",
                "optimizer.state.0.exp_avg",
                "center");
        TensorFile inner = file.unwrapped();
        assertThat(inner.tensors()).containsOnlyKeys("cls_token", "head.weight");
        assertThat(inner.tensors().get("cls_token").position()).isEqualTo(1);
        assertThat(inner.ignored()).containsExactly("args", "optimizer", "note", "student", "center");
    }

    @Test
    void looksIntoNestedDictionaries() {
        TensorFile inner = file(Set.of("model", "model.state_dict"), List.of(), "model.state_dict.w", "model.step")
                .unwrapped();
        assertThat(inner.tensors()).containsOnlyKeys("w");
        assertThat(inner.ignored()).containsExactly("step");
        assertThat(inner.dictionaries()).isEmpty();
    }

    /** In safetensors files, "model." is a prefix and not a dictionary, so that nothing is ignored. */
    @Test
    void doesNotTakeAPrefixForADictionary() {
        TensorFile inner =
                file(Set.of(), List.of(), "model.w", "lm_head.weight").unwrapped();
        assertThat(inner.tensors()).containsOnlyKeys("w", "lm_head.weight");
        assertThat(inner.ignored()).isEmpty();
    }
}
