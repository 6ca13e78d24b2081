package io.winnow.trainer.recipe.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.federated.ExpertChoice;
import io.winnow.trainer.federated.PseudoLabelLoss;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SurrogateTest {
    private static final double[][] LOCAL = {{2, 0, 0}, {0, 0, 0.1}, {0, 3, 1}};
    private static final double[][] GLOBAL = {{1, 0, 0}, {0, 0.1, 0}, {0, 1, 0}};
    private static final double[][] STRONG = {{0.5, 0.2, 0}, {1, 0, 0}, {0, 0.3, 0.8}};
    private static final double[][] PLAIN = {{0.1, 0.2, 0.4}, {0, 1, 0}, {0.7, 0.3, 0}};

    /** The value and the gradients in the graph are those of the loss, which agrees with vectors; an example that is not chosen has none. */
    @Test
    void theGraphHasTheValueAndTheGradientsOfTheLoss() {
        List<ExpertChoice> chosen = ExpertChoice.of(LOCAL, GLOBAL, 0.5, ExpertChoice.Score.VARIANCE);
        assertThat(chosen.stream().map(ExpertChoice::example)).containsExactly(0, 2);
        PseudoLabelLoss loss =
                PseudoLabelLoss.of(chosen, STRONG, PLAIN, LOCAL, GLOBAL, PseudoLabelLoss.Target.OTHER, 0.5);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray strong = leaf(STRONG, manager);
            NDArray plain = leaf(PLAIN, manager);
            float value;
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray graph = Surrogate.of(
                        loss,
                        0.5,
                        chosen,
                        new Surrogate.Logits(strong, STRONG),
                        new Surrogate.Logits(plain, PLAIN),
                        manager);
                value = graph.getFloat();
                Autograd.backward(graph);
            }
            assertThat((double) value).isCloseTo(loss.crossEntropy() + 0.5 * loss.consistency(), within(1e-6));
            float[] ofStrong = strong.getGradient().toFloatArray();
            float[] ofPlain = plain.getGradient().toFloatArray();
            for (int k = 0; k < 3; k++) {
                assertThat(ofStrong[3 + k]).isZero();
                assertThat((double) ofStrong[k]).isCloseTo(loss.strongGradient()[0][k], within(1e-6));
                assertThat((double) ofStrong[6 + k]).isCloseTo(loss.strongGradient()[1][k], within(1e-6));
                assertThat((double) ofPlain[6 + k]).isCloseTo(loss.plainGradient()[1][k], within(1e-6));
            }
        }
    }

    private static NDArray leaf(double[][] rows, NDManager manager) {
        double[] all = Stream.of(rows).flatMapToDouble(Arrays::stream).toArray();
        float[] values = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = (float) all[i];
        }
        NDArray leaf = manager.create(values, new Shape(3, 3));
        leaf.setRequiresGradient(true);
        return leaf;
    }
}
