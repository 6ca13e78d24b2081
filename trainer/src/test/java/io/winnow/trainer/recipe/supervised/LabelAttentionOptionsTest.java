package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.head.LabelAttention;
import io.winnow.trainer.recipe.Recipes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The loss of the vectors of the classes is a tenth of that of telling them apart, unless the configuration says otherwise. */
class LabelAttentionOptionsTest {
    private static Optional<Float> term(String options, LabelAttention.Output output) {
        LabelAttentionOptions read =
                Recipes.reader().parse(LabelAttentionOptions.class, "test", "{" + options + "}", List.of());
        LabelAttention head =
                new LabelAttention(4, 3, new LabelAttention.Form(output, new LabelAttention.Words(), false), 0);
        try (NDManager manager = NDManager.newBaseManager()) {
            head.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 5));
            // Without output vectors, all logits are 0, and three classes are told apart by chance.
            head.getParameters().get("output").getArray().set(new float[output == LabelAttention.Output.OWN ? 12 : 4]);
            NDArray like = manager.zeros(new Shape(1));
            return read.term(
                            head,
                            new ParameterStore(manager, false),
                            new ClassLabels(new int[] {0}, List.of("a", "b", "c")),
                            like)
                    .map(NDArray::getFloat);
        }
    }

    @Test
    void itHasAWeight() {
        float chance = (float) Math.log(3);

        assertThat(term("", LabelAttention.Output.OWN).orElseThrow()).isCloseTo(0.1f * chance, within(1e-6f));
        assertThat(term("label_loss: 2", LabelAttention.Output.OWN).orElseThrow())
                .isCloseTo(2 * chance, within(1e-5f));
    }

    @Test
    void itCanBeLeftOut() {
        assertThat(term("label_loss: 0", LabelAttention.Output.OWN)).isEmpty();
        assertThat(term("output: shared", LabelAttention.Output.SHARED)).isEmpty();
    }
}
