package io.winnow.trainer.target.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.audit.Audits;
import io.winnow.trainer.evaluate.RunningLabelSets;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Label sets with 100,000 classes, of which 500 examples can be judged at once, and 501 cannot. */
class SetJudgingTest {
    private static final int CLASSES = 100_000;
    private static final List<String> NAMES =
            IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();

    /** Example i has the class i. */
    private static ClassSets sets(int examples) {
        return new ClassSets(
                IntStream.range(0, examples).mapToObj(i -> new int[] {i}).toArray(int[][]::new), NAMES);
    }

    @Test
    void manyPairsAreJudgedBatchByBatch() {
        Target target = Targets.of(sets(501)).orElseThrow();
        assertThat(target.judging(sets(500))).isEmpty();
        Target.Judging judging = target.judging(sets(501)).orElseThrow();
        assertThat(judging.batchSize()).isEqualTo(40);
        assertThat(judging.note("texts"))
                .contains(
                        "501 texts",
                        "100,000 classes",
                        "50,100,000 pairs",
                        "mAP",
                        "If the validation examples exceed it as well, one threshold");
    }

    /** Every third example has its class in the second place. */
    @Test
    void reportsAndTunes() {
        ClassSets sets = new ClassSets(
                IntStream.range(0, 30).mapToObj(i -> new int[] {i}).toArray(int[][]::new), NAMES.subList(0, 60));
        SetTarget target = (SetTarget) Targets.of(sets).orElseThrow();
        SetJudging judging =
                new SetJudging(target, sets, new RunningLabelSets(sets, new int[60], 100, Optional.empty()));
        float[] predictions = new float[60];
        for (int i = 0; i < 30; i++) {
            Arrays.fill(predictions, 0);
            predictions[i] = 0.4f;
            predictions[59] = i % 3 == 0 ? 0.45f : 0.2f;
            judging.add(predictions);
        }
        Map<String, Double> metrics = judging.report().metrics();
        assertThat(metrics.get("precision_at_1")).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(metrics.get("recall_at_3")).isEqualTo(1);
        assertThat(metrics.get("one_error")).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(metrics.get("or")).isZero();
        assertThat(metrics).doesNotContainKey("map");
        // From .3 on, all 30 classes are found with 10 wrong ones.
        Target tuned = judging.tuned(Optional.empty());
        assertThat(tuned.labels(predictions)).containsExactly("29");
        assertThat(((SetTarget) tuned).thresholds().shared()).isCloseTo(0.3, within(1e-6));
        assertThat(((SetTarget) judging.tuned(Optional.of(1.0))).thresholds().shared())
                .isBetween(0.2, 0.4);
    }

    @Test
    void theConstantPredictionIsTheShareOfTheKnownPairs() {
        ClassSets sets = new ClassSets(
                new int[][] {{0, 2}, {0}, {}}, new int[][] {{}, {2}, {}}, new boolean[] {true, false, true}, NAMES);
        float[] constant = Targets.of(sets).orElseThrow().constant(sets);
        assertThat(Arrays.copyOf(constant, 4)).containsExactly(2 / 3f, 0, 1 / 3f, 0);
        ClassSets open = new ClassSets(new int[][] {{1}}, new int[][] {{}}, new boolean[] {false}, NAMES);
        assertThat(Arrays.copyOf(Targets.of(open).orElseThrow().constant(open), 2))
                .containsExactly(0, 1);
    }

    @Test
    void anAuditSaysHowManyPairsItTakes() {
        assertThat(Audits.methods(sets(500))).isNotEmpty();
        assertThatThrownBy(() -> Audits.methods(sets(501)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("at most 50,000,000 pairs; found 501 examples with 100,000 classes");
    }
}
