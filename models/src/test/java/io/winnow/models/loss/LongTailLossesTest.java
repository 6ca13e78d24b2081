package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.loss.LongTailLosses.DistributionBalance;
import io.winnow.models.loss.LongTailLosses.MultiFocus;
import io.winnow.models.torch.Autograd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares values and gradients with reference numbers. */
class LongTailLossesTest {
    private static final Reference COMIC = Reference.load(LongTailLossesTest.class, "multilabel-comic.json");

    private static int[] counts(JsonNode inputs) {
        double[] counts = Reference.flat(inputs.get("counts"));
        int[] whole = new int[counts.length];
        for (int c = 0; c < whole.length; c++) {
            whole[c] = (int) counts[c];
        }
        return whole;
    }

    private static void compare(MultiLabelLoss loss, NDArray logits, NDArray states, JsonNode outputs) {
        try (Autograd.Recording recording = Autograd.record()) {
            logits.setRequiresGradient(true);
            NDArray pairs = loss.perPair(logits, states);
            Autograd.backward(pairs.sum());
            Reference.assertSame(pairs, outputs.get("loss"), 1e-9);
            Reference.assertSame(logits.getGradient(), outputs.get("gradient"), 1e-9);
        }
    }

    @Test
    void distributionBalanced() {
        JsonNode one = Reference.load(getClass(), "multilabel-losses.json").find("distribution_balanced");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = Reference.array(manager, one.get("inputs").get("logits"));
            NDArray states = Reference.array(manager, one.get("inputs").get("labels"));
            MultiLabelLoss loss = LongTailLosses.distributionBalanced(
                    counts(one.get("inputs")), 100, new DistributionBalance(0.1, 10, 0.3, 5, 0.05, 2), logits);
            compare(loss, logits, states, one.get("outputs"));
            assertThat(loss.needsNegatives()).isFalse();
        }
    }

    /** An example with one class is drawn as often as this class demands, so the weight is alpha + sigmoid(beta (1 - mu)). */
    @Test
    void anExampleOfOneClassHasTheLargestNeed() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(1, 2), DataType.FLOAT64);
            NDArray states = manager.create(new double[] {1, -1}, new Shape(1, 2));
            double[] pairs = LongTailLosses.distributionBalanced(
                            new int[] {10, 10}, 20, new DistributionBalance(0.1, 10, 0.3, 1, 0, 0), logits)
                    .perPair(logits, states)
                    .toDoubleArray();
            double weight = 0.1 + 1 / (1 + Math.exp(-7));
            assertThat(pairs[0]).isCloseTo(2 * weight * Math.log(2), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mfm", "mfm_undetached", "mfm_unweighted", "mfm_positive_factor"})
    void multiFocal(String name) {
        JsonNode one = COMIC.find(name);
        JsonNode in = one.get("inputs");
        MultiFocus focus = new MultiFocus(
                in.get("power").asDouble(),
                in.get("pn_pos").asDouble(),
                in.get("w_pos").asDouble(),
                in.get("pn_neg").asDouble(),
                in.get("w_neg").asDouble(),
                in.get("clip").asDouble(),
                in.get("weighted").asBoolean(),
                in.get("detach").asBoolean());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = Reference.array(manager, in.get("logits"));
            NDArray states = Reference.array(manager, in.get("labels"));
            assertThat(focus.rarity(counts(in)))
                    .containsExactly(Reference.flat(one.get("outputs").get("factor")), within(1e-9));
            compare(LongTailLosses.multiFocal(counts(in), focus, logits), logits, states, one.get("outputs"));
        }
    }

    /** Counts of 1, 1/10, 1/100 and 1/1000 of the largest one give these rarities (spec of COMIC, section 3.1). */
    @Test
    void rarityGrowsSlowly() {
        MultiFocus focus = new MultiFocus(1 / 3.0, 0, 0, 3, 1, 0.05, true, true);
        assertThat(focus.rarity(new int[] {1000, 100, 10, 1, 0}))
                .containsExactly(new double[] {1, 1.489, 1.776, 1.992, 1.992}, within(5e-4));
    }

    /** Logits far from 0 have finite losses and gradients, with and without a margin. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void lossesStayFiniteAtTheEnds(double margin) {
        MultiFocus focus = new MultiFocus(1, 0, 0.5, 0.5, 0, margin, true, false);
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray logits = manager.create(new float[] {-500, 500, -500, 500}, new Shape(2, 2));
            NDArray states = manager.create(new float[] {1, 1, -1, 0}, new Shape(2, 2));
            logits.setRequiresGradient(true);
            NDArray pairs =
                    LongTailLosses.multiFocal(new int[] {10, 1}, focus, logits).perPair(logits, states);
            Autograd.backward(pairs.sum());
            for (NDArray found : new NDArray[] {pairs, logits.getGradient()}) {
                for (float value : found.toFloatArray()) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    @Test
    void refusesInvalidSettings() {
        assertThatThrownBy(() -> new DistributionBalance(0.1, 10, 0.3, 0, 0.05, 2))
                .hasMessageContaining("lambda");
        assertThatThrownBy(() -> new MultiFocus(1, 0, 0, 3, 1, 1, true, true)).hasMessageContaining("margin");
    }
}
