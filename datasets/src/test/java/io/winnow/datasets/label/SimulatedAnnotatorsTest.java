package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.truth.AnnotatorReport;
import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.DawidSkene;
import io.winnow.datasets.truth.TruthEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedAnnotatorsTest {
    private static final double[][] SIMILARITY = {{1, 0.5, 0.4}, {0.5, 1, -0.2}, {0.4, -0.2, 1}};
    private static final int SIZE = 9_000;
    private static final int[] CLASSES =
            IntStream.range(0, SIZE).map(i -> i % 3).toArray();
    private static final List<String> ITEMS =
            IntStream.range(0, SIZE).mapToObj(Integer::toString).toList();
    private static final List<String> NAMES = List.of("shirt", "coat", "bag");

    /** exp(5) and exp(4) share the wrong labels of class 0 in the ratio e. */
    @Test
    void confusableTransitions() {
        double[][] matrix = ConfusableNoise.transitions(SIMILARITY, 0.1, 0.4);
        assertThat(matrix[0][0]).isCloseTo(0.6, within(1e-12));
        assertThat(matrix[0][1]).isCloseTo(0.4 * Math.E / (1 + Math.E), within(1e-12));
        assertThat(matrix[0][2]).isCloseTo(0.4 / (1 + Math.E), within(1e-12));
        assertThat(matrix[1][2] / matrix[1][0]).isCloseTo(Math.exp(-7), within(1e-12));
        for (double[] row : matrix) {
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-12));
        }
        // equal similarities are symmetric noise, and a tiny temperature confuses with the nearest class only
        assertThat(ConfusableNoise.transitions(new double[4][4], 0.1, 0.3)[2])
                .containsExactly(new double[] {0.1, 0.1, 0.7, 0.1}, within(1e-12));
        assertThat(ConfusableNoise.transitions(SIMILARITY, 1e-6, 0.3)[2])
                .containsExactly(new double[] {0.3, 0, 0.7}, within(1e-12));
    }

    @Test
    void exactShareIsConfused() {
        double[][] matrix = ConfusableNoise.transitions(SIMILARITY, 0.1, 0.4);
        int[] given = LabelNoise.corrupt(CLASSES, matrix, 0.4, 1);
        assertThat(new TrueLabels(CLASSES).noiseRate(given)).isEqualTo(0.4);
        assertThat(frequencies(IntStream.range(0, SIZE)
                        .mapToObj(i -> new int[] {given[i]})
                        .toArray(int[][]::new)))
                .satisfies(found -> isClose(found, matrix));
    }

    @Test
    void everyAnnotatorHasItsConfusionMatrix() {
        SimulatedAnnotators annotators = SimulatedAnnotators.uniform(new double[] {0.9, 0.5}, 3);
        assertThat(annotators.confusion()[1][0]).containsExactly(new double[] {0.5, 0.25, 0.25}, within(1e-12));
        SimulatedAnnotators confusing = SimulatedAnnotators.bySimilarity(new double[] {0.7}, SIMILARITY);
        SimulatedAnnotators all = new SimulatedAnnotators(new double[][][] {
            annotators.confusion()[0], annotators.confusion()[1], confusing.confusion()[0]
        });
        Annotations votes = all.label(CLASSES, ITEMS, NAMES, 3, 1);
        assertThat(votes.annotators()).containsExactly("annotator-1", "annotator-2", "annotator-3");
        for (int a = 0; a < 3; a++) {
            int annotator = a;
            int[][] own = Arrays.stream(votes.labels())
                    .map(labels -> new int[] {labels[annotator]})
                    .toArray(int[][]::new);
            isClose(frequencies(own), all.confusion()[a]);
        }
        assertThat(all.label(CLASSES, ITEMS, NAMES, 3, 1).labels()).isDeepEqualTo(votes.labels());
        assertThat(Arrays.deepEquals(all.label(CLASSES, ITEMS, NAMES, 3, 2).labels(), votes.labels()))
                .isFalse();
    }

    /** The estimates of Dawid and Skene find the matrices that the votes were drawn from. */
    @Test
    void dawidSkeneRecoversTheAnnotators() {
        double[] right = {0.9, 0.8, 0.7, 0.6, 0.5};
        SimulatedAnnotators annotators = SimulatedAnnotators.bySimilarity(right, SIMILARITY);
        Annotations votes = annotators.label(CLASSES, ITEMS, NAMES, 3, 4);
        int[] counts = new int[5];
        for (int[] voters : votes.voters()) {
            Arrays.stream(voters).forEach(a -> counts[a]++);
        }
        // three different annotators, ascending
        assertThat(Arrays.stream(votes.voters())).allMatch(v -> v.length == 3 && v[0] < v[1] && v[1] < v[2]);
        for (int count : counts) {
            assertThat(count).isCloseTo(SIZE * 3 / 5, within(235)); // five standard deviations
        }
        AnswerTable answers = AnswerTable.of(votes);
        TruthEstimate estimate = new DawidSkene().infer(answers);
        List<AnnotatorReport> reports = AnnotatorReport.of(answers, estimate);
        for (int a = 0; a < right.length; a++) {
            assertThat(reports.get(a).accuracy()).isCloseTo(right[a], within(0.03));
        }
    }

    private static double[][] frequencies(int[][] given) {
        double[][] found = new double[3][3];
        for (int i = 0; i < given.length; i++) {
            for (int label : given[i]) {
                found[CLASSES[i]][label] += 3.0 / SIZE;
            }
        }
        return found;
    }

    /** Within five standard deviations of 3,000 draws. */
    private static void isClose(double[][] found, double[][] expected) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double p = expected[i][j];
                assertThat(found[i][j]).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / 3_000) + 1e-9));
            }
        }
    }

    @Test
    void rejectsInvalidAnnotators() {
        assertThatThrownBy(() -> ConfusableNoise.transitions(SIMILARITY, 0, 0.1))
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> ConfusableNoise.transitions(new double[][] {{1, Double.NaN}, {0, 1}}, 0.1, 0.1))
                .hasMessageContaining("classes 0 and 1 must be a finite number");
        assertThatThrownBy(() -> SimulatedAnnotators.uniform(new double[] {0.9, 0}, 3))
                .hasMessageContaining("(0, 1], found 0.0");
        SimulatedAnnotators two = SimulatedAnnotators.uniform(new double[] {0.9, 0.8}, 3);
        assertThatThrownBy(() -> two.label(CLASSES, ITEMS, NAMES, 3, 1)).hasMessageContaining("from 1 to 2");
    }
}
