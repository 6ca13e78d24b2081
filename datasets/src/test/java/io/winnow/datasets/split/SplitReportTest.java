package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitReportTest {
    private static final Parts PARTS = new Parts(List.of("train", "test"), new double[] {0.75, 0.25});

    @Test
    void deviationsAreCountedByHand() {
        Split split = new Split(PARTS.names(), new int[] {0, 0, 0, 1, 1, 0, 0, 0});
        Groups groups = new Groups(new int[] {0, 0, 1, 2, 2, 3, 3, 4}, 5);
        Strata strata = Strata.classes(new int[] {0, 0, 1, 1, 1, 0, 1, -1}, List.of("cat", "dog"));
        SplitReport report = SplitReport.of(split, PARTS, groups, strata);
        assertThat(report.parts())
                .containsExactly(
                        new SplitReport.Part(
                                "train", 6, 4, 0.75, 0.75, Optional.of(new SplitReport.ClassDeviation("dog", 2, 3))),
                        new SplitReport.Part(
                                "test", 2, 1, 0.25, 0.25, Optional.of(new SplitReport.ClassDeviation("dog", 2, 1))));
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .startsWith("The part test of the split has no item of a class: cat. ");
    }

    /** 17 of 20 items are one group, so the parts cannot have the shares 3/4 and 1/4. */
    @Test
    void partsThatAreFarFromTheirSharesAreNamed() {
        int[] group = new int[20];
        int[] part = new int[20];
        for (int i = 17; i < 20; i++) {
            group[i] = i - 16;
            part[i] = 1;
        }
        Groups groups = new Groups(group, 4);
        assertThat(SplitReport.of(new Split(PARTS.names(), part), PARTS, groups, Strata.none(20))
                        .warnings())
                .as("2 items, which are less than half of 5, are missing")
                .isEmpty();
        part[17] = 0;
        assertThat(SplitReport.of(new Split(PARTS.names(), part), PARTS, groups, Strata.none(20))
                        .warnings())
                .containsExactly(
                        "The parts of the split have other shares of the 20 items than those that were asked for: train has 18 instead"
                                + " of about 15, test has 2 instead of about 5. Items of a group, and copies of each other, stay together:"
                                + " there are 4 groups, and the largest has 17 items.");
    }

    @Test
    void classesInOneGroupOnlyAreNamed() {
        Split split = new Split(PARTS.names(), new int[] {0, 0, 0, 1});
        Groups groups = new Groups(new int[] {0, 0, 1, 2}, 3);
        // cat is in two items of one group, dog in two groups; bird has no item at all
        Strata strata = new Strata(new int[][] {{0}, {0, 1}, {}, {1}}, List.of("cat", "dog", "bird"));
        SplitReport report = SplitReport.of(split, PARTS, groups, strata);
        assertThat(report.warnings())
                .containsExactly(
                        "A class lies in one part of the split only, because all items of a class are one item, copies of"
                                + " it, or one group: cat. Such a class cannot be both learned and judged; add other items of"
                                + " it, or leave it out.");
        assertThat(SplitReport.of(split, PARTS, groups, Strata.none(4)).parts())
                .allMatch(part -> part.worstClass().isEmpty());
    }
}
