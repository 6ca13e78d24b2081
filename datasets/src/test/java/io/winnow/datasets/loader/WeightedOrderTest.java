package io.winnow.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightedOrderTest {
    private static final double[] WEIGHTS = {1, 0, 2.5, 0.5, 4, 1};

    private static int[] counts(int[] order) {
        int[] counts = new int[WEIGHTS.length];
        for (int position : order) {
            counts[position]++;
        }
        return counts;
    }

    /** In every epoch, an example of weight w of W occurs N w / W times, rounded up or down, and on average exactly so often. */
    @Test
    void examplesOccurInProportionToTheirWeights() {
        WeightedOrder order = new WeightedOrder(WEIGHTS);
        int epochs = 4000;
        double[] mean = new double[WEIGHTS.length];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] counts = counts(order.of(7, epoch));
            for (int i = 0; i < counts.length; i++) {
                double expected = WEIGHTS.length * WEIGHTS[i] / 9;
                assertThat(counts[i]).isBetween((int) Math.floor(expected), (int) Math.ceil(expected));
                mean[i] += (double) counts[i] / epochs;
            }
        }
        for (int i = 0; i < mean.length; i++) {
            // The standard error is at most 0.5 / sqrt(4000) = 0.008.
            assertThat(mean[i]).isCloseTo(WEIGHTS.length * WEIGHTS[i] / 9, within(0.03));
        }
    }

    @Test
    void anEpochIsAFunctionOfTheSeedAndItsNumber() {
        WeightedOrder order = new WeightedOrder(WEIGHTS);
        assertThat(order.of(7, 3)).isEqualTo(new WeightedOrder(WEIGHTS).of(7, 3));
        assertThat(order.of(7, 3)).isNotEqualTo(order.of(7, 4)).isNotEqualTo(order.of(8, 3));
        int[] sorted = order.of(7, 3);
        Arrays.sort(sorted);
        assertThat(order.of(7, 3)).isNotEqualTo(sorted);
    }

    @Test
    void equalWeightsGiveEachExampleOnce() {
        int[] order = new WeightedOrder(new double[] {3, 3, 3, 3, 3}).of(1, 0);
        Arrays.sort(order);
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        for (double[] wrong : new double[][] {{}, {0, 0}, {1, -1}, {1, Double.NaN}, {1, Double.POSITIVE_INFINITY}}) {
            assertThatThrownBy(() -> new WeightedOrder(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
