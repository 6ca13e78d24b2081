package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bags and domains that are simulated. */
class SimulatedGroupsTest {
    private static ClassLabels classes(int size, int classes) {
        return new ClassLabels(
                IntStream.range(0, size).map(i -> i * i % classes).toArray(),
                IntStream.range(0, classes).mapToObj(k -> "k" + k).toList());
    }

    @Test
    void bagsHaveTheSharesOfTheirMembersAndTheLastOneIsSmaller() {
        ClassLabels truth = classes(70, 3);
        BagLabels bags = SimulatedBags.draw(truth, 16, Optional.empty(), 5, 0);
        int[][] members = bags.members();
        assertThat(Arrays.stream(members).mapToInt(own -> own.length)).containsExactly(16, 16, 16, 16, 6);
        for (int b = 0; b < members.length; b++) {
            double[] counts = truth.select(members[b]).counts();
            for (int k = 0; k < 3; k++) {
                assertThat(bags.bagShares()[b][k] * members[b].length).isCloseTo(counts[k], within(1e-9));
            }
        }
        assertThat(bags.counts()).containsExactly(truth.counts(), within(1e-9));
        assertThat(SimulatedBags.draw(truth, 16, Optional.empty(), 5, 0).bags()).isEqualTo(bags.bags());
        assertThat(SimulatedBags.draw(truth, 16, Optional.empty(), 6, 0).bags()).isNotEqualTo(bags.bags());
        assertThat(SimulatedBags.draw(truth, 16, Optional.empty(), 5, 1).bags()).isNotEqualTo(bags.bags());
    }

    @Test
    void bagsByAValueHaveNeighbouringValues() {
        ClassLabels truth = classes(40, 2);
        double[] values = IntStream.range(0, 40).mapToDouble(i -> i * 7 % 20).toArray();
        int[][] members =
                SimulatedBags.draw(truth, 10, Optional.of(values), 1, 0).members();
        for (int b = 0; b < members.length; b++) {
            assertThat(Arrays.stream(members[b]).mapToDouble(i -> values[i]).min())
                    .hasValue(5 * b);
            assertThat(Arrays.stream(members[b]).mapToDouble(i -> values[i]).max())
                    .hasValue(5 * b + 4);
        }
    }

    @Test
    void selectedAndRenumberedBagsKeepTheirShares() {
        BagLabels bags = new BagLabels(
                new int[] {1, 0, GivenNames.NONE, 1},
                new double[][] {{0.25, 0.75}, {1, 0}},
                List.of("b", "c"),
                List.of("no", "yes"));
        BagLabels some = bags.select(new int[] {3, 2, 1});
        assertThat(some.distribution(0)).containsExactly(1, 0);
        assertThat(some.distribution(1)).containsExactly(0, 0);
        assertThat(some.known(1)).isFalse();
        assertThat(some.members()).isDeepEqualTo(new int[][] {{2}, {0}});
        BagLabels other = bags.renumber(new int[] {2, 0}, List.of("yes", "perhaps", "no"));
        assertThat(other.distribution(1)).containsExactly(0.75, 0, 0.25);
    }

    @Test
    void domainsHaveTheirMixturesAndNoExampleTwice() {
        double[][] mixtures = SimulatedDomains.mixtures(5, 4, 2, 6, 3).orElseThrow();
        assertThat(SimulatedDomains.condition(mixtures)).isLessThanOrEqualTo(6);
        ClassLabels even = new ClassLabels(
                IntStream.range(0, 6000).map(i -> i % 4).toArray(),
                classes(4, 4).classNames());
        DomainLabels labels = SimulatedDomains.draw(even, mixtures, 3, 0);
        double[][] found = new double[5][4];
        int[] classes = labels.truth().orElseThrow().classes().reveal();
        for (int i = 0; i < 6000; i++) {
            if (labels.known(i)) {
                found[labels.domains()[i]][classes[i]]++;
            }
        }
        for (int d = 0; d < 5; d++) {
            double sum = Arrays.stream(found[d]).sum();
            for (int k = 0; k < 4; k++) {
                assertThat(found[d][k] / sum).isCloseTo(mixtures[d][k], within(5 / sum));
            }
        }
        assertThat(labels.knownCount()).isGreaterThan(1500).isLessThanOrEqualTo(6000);
    }

    @Test
    void conditionNumbersAreThoseOfSingularValues() {
        // The singular values of [[3, 0], [4, 5]] are sqrt(45) and sqrt(5).
        assertThat(SimulatedDomains.condition(new double[][] {{3, 0}, {4, 5}})).isCloseTo(3, within(1e-9));
        assertThat(SimulatedDomains.mixtures(3, 3, 100, 1.5, 1)).isEmpty();
    }
}
