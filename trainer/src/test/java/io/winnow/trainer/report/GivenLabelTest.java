package io.winnow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenLabelTest {
    private static final List<String> NAMES = List.of("cat", "dog", "fox");

    /** People see the largest class, but another share is another label. */
    @Test
    void wholeLabelsDifferWhereSharesDo() {
        SoftLabels soft = new SoftLabels(
                new int[][] {{0, 1}, {0, 1}, {1, 0}},
                new double[][] {{0.75, 0.25}, {0.625, 0.375}, {0.25, 0.75}},
                NAMES);
        assertThat(GivenLabel.text(soft, 0)).isEqualTo(GivenLabel.text(soft, 1)).isEqualTo("cat");
        assertThat(GivenLabel.whole(soft, 0)).isEqualTo("cat 0.75 | dog 0.25").isEqualTo(GivenLabel.whole(soft, 2));
        assertThat(GivenLabel.whole(soft, 1)).isEqualTo("cat 0.625 | dog 0.375");

        VoteLabels votes =
                new VoteLabels(new int[3][0], new int[][] {{0, 0, 1}, {0, 0, 0}, {0, 1, 0}}, List.of(), NAMES);
        assertThat(GivenLabel.whole(votes, 0)).isNotEqualTo(GivenLabel.whole(votes, 1));
        assertThat(GivenLabel.whole(votes, 0)).isEqualTo(GivenLabel.whole(votes, 2));
    }

    @Test
    void whatIsKnownOfOtherClassesIsAPartOfASet() {
        ClassSets sets = new ClassSets(
                new int[][] {{0}, {0}, {0}, {0}},
                new int[][] {{}, {}, {1}, {1, 2}},
                new boolean[] {true, false, false, false},
                NAMES);
        assertThat(GivenLabel.whole(sets, 0)).isEqualTo("cat").isEqualTo(GivenLabel.whole(sets, 3));
        assertThat(GivenLabel.whole(sets, 1)).isEqualTo("cat | not ");
        assertThat(GivenLabel.whole(sets, 2)).isEqualTo("cat | not dog");
    }
}
