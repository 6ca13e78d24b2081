package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassSets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunningLabelSetsTest {
    private static final int EXAMPLES = 37;
    private static final int CLASSES = 150;
    private static final int TRAIN_EXAMPLES = 500;

    private final Random random = new Random(3);
    private final ClassSets truth = truth();
    private final float[] scores = scores();
    private final int[] counts = random.ints(CLASSES, 0, 90).toArray();

    /** Some classes are unknown, and some examples have no class. */
    private ClassSets truth() {
        int[][] positives = new int[EXAMPLES][];
        int[][] negatives = new int[EXAMPLES][];
        boolean[] closed = new boolean[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            int[] drawn = random.ints(0, CLASSES)
                    .distinct()
                    .limit(2 + random.nextInt(9))
                    .toArray();
            int own = random.nextInt(drawn.length);
            positives[i] = Arrays.copyOf(drawn, own);
            negatives[i] = Arrays.copyOfRange(drawn, own, drawn.length);
            closed[i] = i % 5 > 0;
        }
        return new ClassSets(
                positives,
                negatives,
                closed,
                IntStream.range(0, CLASSES).mapToObj(c -> "c" + c).toList());
    }

    /** Few distinct values, so that there are many ties. */
    private float[] scores() {
        float[] drawn = new float[EXAMPLES * CLASSES];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = random.nextInt(64) / 64f;
        }
        return drawn;
    }

    private RunningLabelSets running(Optional<LabelThresholds> thresholds, int batch) {
        RunningLabelSets running = new RunningLabelSets(truth, counts, TRAIN_EXAMPLES, thresholds);
        for (int begin = 0; begin < EXAMPLES; begin += batch) {
            running.add(Arrays.copyOfRange(scores, begin * CLASSES, Math.min(EXAMPLES, begin + batch) * CLASSES));
        }
        return running;
    }

    /** All figures that both reports have are those of the report on the whole matrix, to the last digit. */
    @Test
    void batchesGiveTheFiguresOfTheWholeMatrix() {
        Optional<LabelThresholds> thresholds = Optional.of(LabelThresholds.fixed(0.9, CLASSES));
        Map<String, Double> whole = new LinkedHashMap<>(
                LabelSetReport.of(LabelScores.of(scores, truth), counts, TRAIN_EXAMPLES, truth.classNames(), thresholds)
                        .metrics());
        whole.keySet().removeIf(name -> name.startsWith("map"));
        for (int batch : new int[] {1, 10, EXAMPLES}) {
            assertThat(running(thresholds, batch).report().metrics()).isEqualTo(whole);
        }
        assertThat(whole)
                .containsKeys("precision_at_1", "ndcg_at_5", "psp_at_5", "lrap", "of1_tuned", "brier", "cf1", "ece");
    }

    /** 16 of 64 scores are at least 0.75, so that an example has hardly more than 100 classes above the best threshold. */
    @Test
    void theThresholdIsThatOfTheWholeMatrix() {
        Arrays.setAll(counts, c -> 1);
        for (int i = 0; i < EXAMPLES; i++) {
            for (int c : truth.positives()[i]) {
                scores[i * CLASSES + c] = 0.9f + 0.05f * random.nextFloat();
            }
        }
        LabelThresholds whole = LabelThresholds.largestMicroF1(LabelScores.of(scores, truth));
        assertThat(running(Optional.empty(), 8).largestMicroF1().shared()).isCloseTo(whole.shared(), within(1e-12));
    }

    /** With complete labels, the most probable classes contain those that are predicted, so that the threshold is the same. */
    @Test
    void theThresholdMatchesAnExpectedNumberOfLabels() {
        ClassSets complete = new ClassSets(truth.positives(), truth.classNames());
        RunningLabelSets running = new RunningLabelSets(complete, counts, TRAIN_EXAMPLES, Optional.empty());
        running.add(scores);
        assertThat(running.matching(3).shared())
                .isCloseTo(LabelThresholds.matching(scores, CLASSES, 3).shared(), within(1e-12));
    }

    /** The number of predicted classes is to be met by all classes, where only a few of them were noted. */
    @Test
    void classesOfWhichNothingIsKnownCountAsPredicted() {
        RunningLabelSets running = new RunningLabelSets(truth, counts, TRAIN_EXAMPLES, Optional.empty());
        assertThat(truth.complete()).isFalse();
        running.add(scores);
        assertThat(running.matching(3).shared())
                .isCloseTo(LabelThresholds.matching(scores, CLASSES, 3).shared(), within(1e-12));
    }

    @Test
    void aReportNeedsAllExamples() {
        RunningLabelSets running = new RunningLabelSets(truth, counts, TRAIN_EXAMPLES, Optional.empty());
        running.add(Arrays.copyOf(scores, 2 * CLASSES));
        assertThatThrownBy(running::report).hasMessageContaining("2 of 37 examples");
    }

    @Test
    void theFirstAreThoseOfTheWholeOrder() {
        for (int trial = 0; trial < 50; trial++) {
            float[] values = new float[random.nextInt(12)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(4) - 1.5f;
            }
            byte[] states = new byte[values.length];
            for (int i = 0; i < states.length; i++) {
                states[i] = (byte) (random.nextInt(3) - 1);
            }
            int[] whole = Ranks.descending(values);
            int[] known = Arrays.stream(whole)
                    .filter(i -> states[i] != LabelScores.UNKNOWN)
                    .toArray();
            int k = random.nextInt(6);
            assertThat(Ranks.first(values, k)).containsExactly(Arrays.copyOf(whole, Math.min(k, whole.length)));
            assertThat(Ranks.first(values, 0, values.length, k, states))
                    .containsExactly(Arrays.copyOf(known, Math.min(k, known.length)));
        }
    }

    @Test
    void neededBeyondALimit() {
        assertThat(RunningLabelSets.needed(500, 100_000)).isFalse();
        assertThat(RunningLabelSets.needed(501, 100_000)).isTrue();
        assertThat(RunningLabelSets.needed(100_000, 100_000)).isTrue();
        assertThat(List.of(
                        RunningLabelSets.batch(100_000), RunningLabelSets.batch(10), RunningLabelSets.batch(9_000_000)))
                .containsExactly(40, 256, 1);
    }
}
