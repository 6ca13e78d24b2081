package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Exclusions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExclusionReportTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static ExcludedLabels labels(int[]... excluded) {
        int[] none = new int[excluded.length];
        Arrays.fill(none, -1);
        return new ExcludedLabels(excluded, none, Optional.empty(), NAMES);
    }

    /** The case "noisy" of shared/reference/complementary, whose forward loss is SCEL. */
    @Test
    void crossEntropyOfAnswersAgreesWithTheReference() {
        double[][] logits = {
            {-2.9544365497743463, 0.18292417450544274, -1.8970469909603116},
            {1.7044727223852956, 1.210541936313875, -1.655386125095012},
            {-1.3273090494713322, 0.15277992711592528, -0.3582162272377396}
        };
        float[] probabilities = new float[9];
        for (int i = 0; i < 3; i++) {
            double sum = Arrays.stream(logits[i]).map(Math::exp).sum();
            for (int k = 0; k < 3; k++) {
                probabilities[3 * i + k] = (float) (Math.exp(logits[i][k]) / sum);
            }
        }
        double[][] q = Exclusions.withWrong(Exclusions.uniform(3), 0.08);
        ExclusionReport report =
                ExclusionReport.of(probabilities, labels(new int[] {2}, new int[] {2}, new int[] {2}), q);
        assertThat(report.crossEntropy()).isCloseTo(0.9186594337967892, within(1e-6));
        assertThat(report.contradicted()).isZero();
        assertThat(report.answers()).isEqualTo(3);
    }

    /**
     * With uniform Q, the inverse has 1 - (K - 1) on its diagonal and 1 elsewhere: the estimate is 1 for an answer that does not exclude the
     * predicted class, and 2 - K for one that does.
     */
    @Test
    void estimatedAccuracyHasAClosedForm() {
        float[] probabilities = {0.8f, 0.1f, 0.1f, 0.2f, 0.7f, 0.1f};
        ExclusionReport report =
                ExclusionReport.of(probabilities, labels(new int[] {1, 2, 0}, new int[] {0}), Exclusions.uniform(3));
        assertThat(report.estimatedAccuracy().orElseThrow()).isCloseTo((1 + 1 - 1 + 1) / 4.0, within(1e-12));
        assertThat(report.contradicted()).isEqualTo(0.25);
        assertThat(report.metrics()).containsOnlyKeys("scel", "estimated_accuracy", "contradicted");
    }

    /** Over many answers, the estimate approaches the accuracy, although some answers are wrong and others biased. */
    @Test
    void estimatedAccuracyIsUnbiased() {
        double[][] q = {{0.1, 0.7, 0.2}, {0.3, 0, 0.7}, {0.5, 0.45, 0.05}};
        int[] classes = IntStream.range(0, 30000).map(i -> i % 3).toArray();
        float[] probabilities = new float[3 * classes.length];
        int right = 0;
        for (int i = 0; i < classes.length; i++) {
            int predicted = i % 10 < 7 ? classes[i] : (classes[i] + 1) % 3;
            right += predicted == classes[i] ? 1 : 0;
            probabilities[3 * i + predicted] = 1;
        }
        ExclusionReport report = ExclusionReport.of(probabilities, labels(Exclusions.draw(classes, q, 1, 4)), q);
        assertThat(report.estimatedAccuracy().orElseThrow()).isCloseTo((double) right / classes.length, within(0.03));
    }

    @Test
    void noAccuracyIsEstimatedByASingularMatrix() {
        double[][] q = {{0, 0.5, 0.5}, {0, 0.5, 0.5}, {1, 0, 0}};
        assertThat(ExclusionReport.of(new float[] {1, 0, 0}, labels(new int[] {1}), q)
                        .estimatedAccuracy())
                .isEmpty();
    }
}
