package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelsTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final double NAN = Double.NaN;

    /** Three examples of each kind: nothing is known of the second. */
    private static final ClassLabels SINGLE = new ClassLabels(new int[] {2, -1, 0}, NAMES);

    private static final ClassSets MULTI = new ClassSets(
            new int[][] {{0, 2}, {}, {}}, new int[][] {{}, {}, {1}}, new boolean[] {true, false, false}, NAMES);
    private static final SoftLabels SOFT =
            new SoftLabels(new int[][] {{0, 2}, {}, {1}}, new double[][] {{0.25, 0.75}, {}, {1}}, NAMES);
    private static final CandidateLabels CANDIDATES = new CandidateLabels(new int[][] {{0, 1}, {}, {2}}, NAMES);
    private static final OrdinalLabels ORDINAL = OrdinalLabels.of(new int[][] {{1, 0, 1}, {0, 0, 0}, {0, 1, 3}}, NAMES);
    private static final NumberLabels NUMBERS =
            new NumberLabels(new double[][] {{1.5, NAN}, {NAN, NAN}, {2, 3}}, List.of("x", "y"), Optional.of("mol/l"));
    private static final VoteLabels VOTES =
            new VoteLabels(new int[][] {{0, 1}, {}, {1}}, new int[][] {{0, 2}, {}, {2}}, List.of("ann", "bob"), NAMES);

    static Stream<Labels> kinds() {
        return Stream.of(SINGLE, MULTI, SOFT, CANDIDATES, ORDINAL, NUMBERS, VOTES);
    }

    private static String hash(Labels labels) {
        return labels.addTo(new Fingerprint()).hex();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingIsKnownOfTheSecondExample(Labels labels) {
        assertThat(labels.size()).isEqualTo(3);
        assertThat(labels.known(0)).isTrue();
        assertThat(labels.known(1)).isFalse();
        assertThat(labels.known(2)).isTrue();
        assertThat(labels.knownCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void selectionKeepsTheOrderAndMayRepeat(Labels labels) {
        Labels selected = labels.select(new int[] {2, 1, 0, 2});
        assertThat(selected.size()).isEqualTo(4);
        assertThat(selected.known(1)).isFalse();
        assertThat(hash(selected.select(new int[] {2, 1, 0}))).isEqualTo(hash(labels));
        assertThat(hash(selected)).isNotEqualTo(hash(labels));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void renumberingTwiceGivesTheSameLabels(Labels labels) {
        Labels moved = labels.renumber(new int[] {2, 0, 1}, List.of("b", "c", "a"));
        assertThat(hash(moved.renumber(new int[] {1, 2, 0}, NAMES))).isEqualTo(hash(labels));
        for (int k = 0; k < labels.classCount(); k++) {
            assertThat(moved.counts()[moved.classNames().indexOf(NAMES.get(k))]).isEqualTo(labels.counts()[k]);
        }
    }

    /** The hash is that of what is known: runs whose data were read with fewer listed negatives still find their data unchanged. */
    @Test
    void listedNegativesOfAnExampleOfWhichAllIsKnownDoNotChangeTheHash() {
        int[][] positives = {{0, 2}, {}, {}};
        ClassSets listed = new ClassSets(positives, new int[][] {{1}, {}, {1}}, new boolean[3], NAMES);
        assertThat(hash(listed)).isEqualTo(hash(MULTI));
    }

    @Test
    void countsAndSharesOfEachKind() {
        assertThat(SINGLE.counts()).containsExactly(1, 0, 1);
        assertThat(SINGLE.present()).containsExactly(true, false, true);
        assertThat(SINGLE.shares()).containsExactly(0.5, 0, 0.5);
        assertThat(MULTI.counts()).containsExactly(1, 0, 1);
        assertThat(SOFT.counts()).containsExactly(0.25, 1, 0.75);
        assertThat(CANDIDATES.counts()).containsExactly(0.5, 0.5, 1);
        assertThat(ORDINAL.counts()).containsExactly(0.5, 0.25, 1.25);
        assertThat(VOTES.counts()).containsExactly(0.5, 0, 1.5);
        assertThat(NUMBERS.counts()).isEmpty();
        assertThat(new ClassLabels(new int[] {-1}, NAMES).shares()).containsExactly(0, 0, 0);
        assertThat(new NoLabels(4).knownCount()).isZero();
    }

    @Test
    void theClassesOfASetArePositiveNegativeOrUnknown() {
        assertThat(MULTI.states(0)).containsExactly(1, -1, 1);
        assertThat(MULTI.states(1)).containsExactly(0, 0, 0);
        assertThat(MULTI.states(2)).containsExactly(0, -1, 0);
        assertThat(MULTI.complete()).isFalse();
        assertThat(new ClassSets(new int[][] {{1}, {}}, NAMES).complete()).isTrue();
        ClassSets listed = new ClassSets(
                new int[][] {{1}, {}}, new int[][] {{0, 2}, {2, 0, 1}}, new boolean[] {false, false}, NAMES);
        assertThat(listed.complete()).isTrue();
        assertThat(listed.states(1)).containsExactly(-1, -1, -1);
        assertThat(hash(listed)).isEqualTo(hash(new ClassSets(new int[][] {{1}, {}}, NAMES)));
    }

    /** A new class is not listed either: negative where the list is closed, unknown where it is open. */
    @Test
    void classesThatRenumberingAddsAreUnlisted() {
        ClassSets moved = MULTI.renumber(new int[] {0, -1, 3}, List.of("a", "x", "y", "c"));
        assertThat(moved.states(0)).containsExactly(1, -1, -1, 1);
        assertThat(moved.states(2)).containsExactly(0, 0, 0, 0);
        assertThat(moved.positives()[0]).containsExactly(0, 3);
    }

    /** The lower median: of two annotators who disagree, the lower level; of three, the middle one. */
    @Test
    void theLevelOfSeveralAnnotatorsIsTheirLowerMedian() {
        double third = 1.0 / 3;
        assertThat(OrdinalLabels.of(new double[][] {{0.5, 0, 0.5}, {}, {third, third, third}, {0, 0.4, 0.6}}, NAMES)
                        .levels())
                .containsExactly(0, -1, 1, 2);
        assertThat(ORDINAL.distribution(2)).containsExactly(0, 0.25, 0.75);
        assertThat(ORDINAL.distributions().orElseThrow()[1]).isEmpty();
        assertThat(ORDINAL.annotators().orElseThrow()).containsExactly(2, 0, 4);
        assertThat(ORDINAL.select(new int[] {2, 1}).annotators().orElseThrow()).containsExactly(4, 0);
        assertThat(hash(OrdinalLabels.of(new int[][] {{1, 0, 1}, {0, 0, 0}, {0, 2, 6}}, NAMES)))
                .isNotEqualTo(hash(ORDINAL));
        OrdinalLabels alone = new OrdinalLabels(new int[] {1, -1}, Optional.empty(), NAMES);
        assertThat(alone.distribution(0)).containsExactly(0, 1, 0);
        assertThat(alone.distribution(1)).containsExactly(0, 0, 0);
    }

    @Test
    void distributionsAndMasks() {
        assertThat(SOFT.distribution(0)).containsExactly(0.25, 0, 0.75);
        assertThat(VOTES.distribution(0)).containsExactly(0.5, 0, 0.5);
        assertThat(VOTES.distribution(1)).containsExactly(0, 0, 0);
        assertThat(NUMBERS.known(0, 0)).isTrue();
        assertThat(NUMBERS.known(0, 1)).isFalse();
        VoteLabels anonymous = new VoteLabels(new int[][] {{}}, new int[][] {{0, 0, 1}}, List.of(), List.of("a", "b"));
        assertThat(anonymous.distribution(0)[0]).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void theFingerprintDistinguishesKindsAndNames() {
        Set<String> hashes = new HashSet<>();
        kinds().forEach(labels -> hashes.add(hash(labels)));
        hashes.add(hash(SINGLE.renumber(new int[] {0, 1, 2}, List.of("a", "b", "d"))));
        hashes.add(hash(new ClassSets(MULTI.positives(), NAMES)));
        assertThat(hashes).hasSize(9);
    }

    @Test
    void whatIsImpossibleIsRefused() {
        assertThatThrownBy(() -> new ClassLabels(new int[] {0, 3}, NAMES))
                .hasMessage("Example 1 has class 3; there are 3 classes, numbered from 0.");
        assertThatThrownBy(() -> new ClassSets(new int[][] {{0}}, new int[][] {{0}}, new boolean[] {false}, NAMES))
                .hasMessage("Class 0 of example 0 is both positive and negative.");
        assertThatThrownBy(() -> new SoftLabels(new int[][] {{0, 1}}, new double[][] {{0.5, 0.4}}, NAMES))
                .hasMessageStartingWith("The shares of the classes of example 0 must sum to 1; their sum is 0.9");
        assertThatThrownBy(() -> new SoftLabels(new int[][] {{0, 1}}, new double[][] {{1.5, -0.5}}, NAMES))
                .hasMessage("Example 0 has a class with the share -0.5.");
        assertThatThrownBy(() -> new CandidateLabels(new int[][] {{1, 1}}, NAMES))
                .hasMessage("Example 0 has class 1 twice.");
        assertThatThrownBy(() ->
                        new VoteLabels(new int[][] {{1, 0}}, new int[][] {{0, 0}}, List.of("ann", "bob"), NAMES))
                .hasMessageContaining("ascending; found [1, 0]");
        assertThatThrownBy(() -> new NumberLabels(new double[][] {{1}}, List.of("x", "y"), Optional.empty()))
                .hasMessage("Example 0 has 1 numbers; there are 2 names.");
    }
}
