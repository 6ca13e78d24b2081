package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.TrueLabels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Judgements by the shares of bags, and of classes that were found without labels. */
class GroupReportsTest {
    @Test
    void sharesAreComparedWithMeansOfTheMembers() {
        BagLabels bags = new BagLabels(
                new int[] {0, 0, 1}, new double[][] {{0.5, 0.5}, {1, 0}}, List.of("a", "b"), List.of("no", "yes"));
        float[] probabilities = {0.9f, 0.1f, 0.5f, 0.5f, 0.8f, 0.2f};
        ProportionReport report = ProportionReport.of(probabilities, bags);
        double first = -0.5 * Math.log(0.7) - 0.5 * Math.log(0.3);
        assertThat(report.proportionLoss()).isCloseTo((first - Math.log(0.8)) / 2, within(1e-6));
        assertThat(report.shareError()).isCloseTo((0.2 + 0.2) / 2, within(1e-6));
        assertThat(ProportionReport.memberAccuracy(probabilities, new TrueLabels(new int[] {0, 1, 0})))
                .isCloseTo(2 / 3.0, within(1e-9));
    }

    private static DomainLabels labels(int[] domains, int[] classes) {
        return new DomainLabels(
                domains,
                List.of("east", "west"),
                2,
                Optional.of(new DomainLabels.Truth(new TrueLabels(classes), List.of("oak", "elm"))));
    }

    @Test
    void foundClassesAreMatchedWithTrueOnes() {
        DomainLabels labels = labels(new int[] {0, 0, 0, 0, 1, 1, 1, 1}, new int[] {0, 0, 0, 1, 1, 1, 1, 0});
        FoundClassReport report = FoundClassReport.of(
                new int[] {1, 1, 1, 0, 0, 0, 1, 1}, 2, labels.truth().orElseThrow());
        assertThat(report.accuracy()).isEqualTo(7 / 8.0);
        assertThat(report.matches()).containsExactly("elm", "oak");
        // The true mixtures are 3/4, 1/4 of oak and 1/4, 3/4 of elm; the estimate is off by 0.05 in each class of the
        // first domain.
        double[][] estimate = {{0.3, 0.75}, {0.7, 0.25}};
        assertThat(report.mixtureError(estimate, labels)).isCloseTo(0.05, within(1e-9));
        assertThat(FoundClassReport.majorityAccuracy(labels, labels)).isEqualTo(6 / 8.0);
    }
}
