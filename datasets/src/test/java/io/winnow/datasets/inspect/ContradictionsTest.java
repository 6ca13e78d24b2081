package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.split.Duplicates;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContradictionsTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final double NAN = Double.NaN;

    /** Items 0 and 1, 2 and 3, and 4 and 5 are copies. */
    private static final Duplicates COPIES = Duplicates.of(List.of("x", "x", "y", "y", "z", "z", "alone"));

    /** Labels of which those of 0 and 1 agree, those of 2 and 3 do not, and nothing is known of 4. */
    static Stream<Labels> kinds() {
        return Stream.of(
                new ClassLabels(new int[] {1, 1, 0, 2, -1, 2, 0}, NAMES),
                new OrdinalLabels(new int[] {1, 1, 0, 1, -1, 2, 0}, Optional.empty(), NAMES),
                // 0 and 1: what one has is unknown of the other; 2 and 3: the class b
                new ClassSets(
                        new int[][] {{0}, {1}, {0, 1}, {0}, {}, {2}, {}},
                        new int[][] {{2}, {}, {}, {1}, {}, {}, {}},
                        new boolean[7],
                        NAMES),
                // the largest share of 0 is that of b and c, of 1 that of c
                new SoftLabels(
                        new int[][] {{0, 1, 2}, {0, 2}, {0, 1}, {0, 1}, {}, {0}, {0}},
                        new double[][] {{0.2, 0.4, 0.4}, {0.1, 0.9}, {0.6, 0.4}, {0.4, 0.6}, {}, {1}, {1}},
                        NAMES),
                new CandidateLabels(new int[][] {{0, 1}, {1, 2}, {0, 1}, {2}, {}, {0}, {0}}, NAMES),
                new VoteLabels(
                        new int[7][0],
                        new int[][] {{0, 0, 1}, {0}, {0, 0, 1}, {1, 1, 0}, {}, {0}, {0}},
                        List.of(),
                        NAMES),
                new NumberLabels(
                        new double[][] {{1, NAN}, {1, 2}, {1, 3}, {1, 4}, {NAN, NAN}, {0, 0}, {1, 1}},
                        List.of("x", "y"),
                        Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void labelsThatCannotAllBeRight(Labels labels) {
        assertThat(Contradictions.of(COPIES, labels))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[] {2, 3});
    }

    @Test
    void withoutLabels() {
        assertThat(Contradictions.of(COPIES, new NoLabels(7))).isEmpty();
    }
}
