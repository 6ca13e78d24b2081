package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampledClassCentersTest {
    private static final int[] LABELS = {3, 17, 5, 3, 99, 0};

    @Test
    void samplesAllPositivesAndAFixedNumberOfNegatives() {
        for (long key = 0; key < 200; key++) {
            CenterSampler.Sample sample = new CenterSampler(100, 20).sample(LABELS, key);
            assertThat(sample.rows()).hasSize(5 + 20).doesNotHaveDuplicates().isSorted();
            assertThat(sample.rows()).contains(0L, 3L, 5L, 17L, 99L);
            for (int i = 0; i < LABELS.length; i++) {
                assertThat(sample.rows()[(int) sample.positives()[i]]).isEqualTo(LABELS[i]);
            }
        }
    }

    @Test
    void drawsEveryNegativeEquallyOften() {
        int draws = 20_000;
        int[] seen = new int[40];
        CenterSampler sampler = new CenterSampler(40, 7);
        for (int key = 0; key < draws; key++) {
            LongStream.of(sampler.sample(new int[] {0, 20, 39}, key).rows()).forEach(row -> seen[(int) row]++);
        }
        double expected = draws * 7.0 / 37;
        double chiSquare = 0;
        for (int row = 0; row < 40; row++) {
            if (row == 0 || row == 20 || row == 39) {
                assertThat(seen[row]).isEqualTo(draws);
            } else {
                chiSquare += (seen[row] - expected) * (seen[row] - expected) / expected;
            }
        }
        // With 36 degrees of freedom, chance exceeds 72 about once in 3000 repetitions. The keys are fixed, so the test
        // is deterministic.
        assertThat(chiSquare).isLessThan(72);
    }

    /** All 20 subsets of three out of six occur equally often; a large sparse draw checks the hash-table variant of the algorithm. */
    @Test
    void drawsEverySubsetEquallyOften() {
        Map<String, Integer> seen = new HashMap<>();
        for (int key = 0; key < 20_000; key++) {
            seen.merge(Arrays.toString(Subsets.draw(6, 3, key)), 1, Integer::sum);
        }
        assertThat(seen).hasSize(20);
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(880, 1120));
        int[] sparse = Subsets.draw(1_000_000, 10_000, 1);
        assertThat(sparse).isSorted().doesNotHaveDuplicates().hasSize(10_000);
        assertThat(Arrays.stream(sparse).average().orElseThrow()).isCloseTo(500_000, within(15_000.0));
        assertThat(Subsets.draw(5, 5, 9)).containsExactly(0, 1, 2, 3, 4);
        assertThat(Subsets.draw(5, 0, 9)).isEmpty();
    }

    @Test
    void takesAllCentersWhenMoreNegativesAreRequestedThanExist() {
        assertThat(new CenterSampler(100, 1000).sample(LABELS, 1).rows()).hasSize(100);
    }

    @Test
    void samplesOfOneSizeHaveThePositivesAmongThem() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledClassCenters centers = SampledClassCenters.random(manager, 100, 2, 0)) {
            for (int size : new int[] {5, 30, 100}) {
                try (SampledClassCenters.Sample sample = centers.sampleOf(LABELS, size, 7)) {
                    long[] rows = sample.rows().toLongArray();
                    assertThat(rows).hasSize(size).doesNotHaveDuplicates();
                    long[] own = sample.positives().toLongArray();
                    assertThat(LongStream.of(own).map(place -> rows[(int) place]))
                            .containsExactly(3L, 17L, 5L, 3L, 99L, 0L);
                }
            }
            assertThatThrownBy(() -> centers.sampleOf(LABELS, 4, 7))
                    .hasMessage("A sample of 4 centers cannot have the 5 centers of a batch.");
        }
    }

    @Test
    void refusesLabelsOutOfRange() {
        assertThatThrownBy(() -> new CenterSampler(50, 5).sample(LABELS, 1)).hasMessageContaining("[0, 50); found 99");
    }

    @Test
    void keepsRowsThatWereNotSampledUnchanged() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledClassCenters centers = SampledClassCenters.random(manager, 100, 8, 10)) {
            float[] before = centers.values().toFloatArray();
            long[] touched;
            try (SampledClassCenters.Sample sample = centers.sample(LABELS, 3, 4)) {
                touched = sample.rows().toLongArray();
                step(centers, sample, manager.randomNormal(new Shape(2, 8)), 0.5, 0.1);
            }
            float[] after = centers.values().toFloatArray();
            for (int row = 0; row < 100; row++) {
                float[] old = Arrays.copyOfRange(before, row * 8, row * 8 + 8);
                float[] now = Arrays.copyOfRange(after, row * 8, row * 8 + 8);
                if (Arrays.binarySearch(touched, row) >= 0) {
                    assertThat(now).isNotEqualTo(old);
                } else {
                    assertThat(now).containsExactly(old);
                }
            }
        }
    }

    /** If every center is sampled, the update equals SGD with momentum and weight decay on the whole table. */
    @Test
    void equalsADenseOptimizerWhenAllAreSampled() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledClassCenters centers = SampledClassCenters.random(manager, 30, 4, 30)) {
            double[] w = doubles(centers.values().toFloatArray());
            double[] m = new double[w.length];
            int[] labels = {1, 2, 29, 7};
            for (int step = 0; step < 5; step++) {
                try (SampledClassCenters.Sample sample = centers.sample(labels, 2, step)) {
                    float[] gradient = step(centers, sample, manager.randomNormal(new Shape(2, 4)), 0.5, 0.1);
                    for (int i = 0; i < w.length; i++) {
                        m[i] = 0.9 * m[i] + gradient[i] + 0.1 * w[i];
                        w[i] -= 0.5 * m[i];
                    }
                }
            }
            float[] actual = centers.values().toFloatArray();
            for (int i = 0; i < w.length; i++) {
                assertThat((double) actual[i]).isCloseTo(w[i], within(1e-4 * (1 + Math.abs(w[i]))));
            }
        }
    }

    @Test
    void continuesFromASavedState() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledClassCenters centers = SampledClassCenters.random(manager, 30, 4, 5);
                SampledClassCenters other = SampledClassCenters.random(manager, 30, 4, 5)) {
            NDArray x = manager.randomNormal(new Shape(2, 4));
            int[] labels = {1, 2, 29, 7};
            try (SampledClassCenters.Sample sample = centers.sample(labels, 2, 1)) {
                step(centers, sample, x, 0.5, 0.1);
            }
            centers.state()
                    .forEach((name, array) -> Tensors.copy(array, other.state().get(name)));
            for (SampledClassCenters each : new SampledClassCenters[] {centers, other}) {
                try (SampledClassCenters.Sample sample = each.sample(labels, 2, 2)) {
                    step(each, sample, x, 0.5, 0.1);
                }
            }
            assertThat(other.values().toFloatArray())
                    .containsExactly(centers.values().toFloatArray());
        }
    }

    /** If a center is in two samples of one step, its gradients are summed and its momentum advances once. */
    @Test
    void accumulatedSamplesAreOneStepByTheSumOfTheirGradients() {
        try (NDManager manager = NDManager.newBaseManager();
                SampledClassCenters centers = SampledClassCenters.random(manager, 60, 4, 10)) {
            double[] w = doubles(centers.values().toFloatArray());
            double[] m = new double[w.length];
            int[][] labels = {{1, 2, 29, 7}, {1, 3, 7, 8}, {2, 1, 50, 51}};
            for (int step = 0; step < 4; step++) {
                double[] gradient = new double[w.length];
                boolean[] touched = new boolean[60];
                // The number of samples differs between steps.
                int samples = step % 3 + 1;
                for (int i = 0; i < samples; i++) {
                    SampledClassCenters.Sample sample = centers.sample(labels[i], 2, 10 * step + i);
                    float[] own = backward(sample, manager.randomNormal(new Shape(2, 4)));
                    long[] rows = sample.rows().toLongArray();
                    for (int r = 0; r < rows.length; r++) {
                        touched[(int) rows[r]] = true;
                        for (int d = 0; d < 4; d++) {
                            gradient[(int) rows[r] * 4 + d] += own[r * 4 + d];
                        }
                    }
                    centers.collect(sample);
                }
                centers.step(0.5, 0.9, 0.1);
                for (int i = 0; i < w.length; i++) {
                    if (touched[i / 4]) {
                        m[i] = 0.9 * m[i] + gradient[i] + 0.1 * w[i];
                        w[i] -= 0.5 * m[i];
                    }
                }
            }
            float[] actual = centers.values().toFloatArray();
            for (int i = 0; i < w.length; i++) {
                assertThat((double) actual[i]).isCloseTo(w[i], within(1e-4 * (1 + Math.abs(w[i]))));
            }
        }
    }

    private static float[] backward(SampledClassCenters.Sample sample, NDArray x) {
        ClusterDiscrimination loss = new ClusterDiscrimination(
                ClusterDiscrimination.Objective.MULTI_LABEL, 8, 0.3, ClusterDiscrimination.MarginDerivative.EXACT);
        try (Autograd.Recording recording = Autograd.record()) {
            Autograd.backward(loss.mean(x, sample.values(), sample.positives()));
        }
        return sample.values().getGradient().toFloatArray();
    }

    private static float[] step(
            SampledClassCenters centers, SampledClassCenters.Sample sample, NDArray x, double rate, double decay) {
        float[] gradient = backward(sample, x);
        centers.collect(sample);
        centers.step(rate, 0.9, decay);
        return gradient;
    }

    private static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return doubles;
    }
}
