package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaksTest {
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7");
    private static final Split SPLIT =
            Split.given(Arrays.asList("train", "train", "test", "test", "test", "validation", "train", null));

    @Test
    void groupsAndCopiesInBothPartsAreCounted() {
        // group p: k0 | k2 k3; group q: k1 k5 (validation) and k7 (no part); group r: k4 k6
        Groups groups = Groups.of(8, new String[] {"p", "q", "p", "p", "r", "q", "r", "q"});
        // k0 and k4 have the same text, and so have k2 and k3
        Duplicates copies = Duplicates.of(List.of("hello", "a", "b", "b", "hello", "c", "d", "e"));
        Leaks leaks = Leaks.of(SPLIT, "train", "test", groups, copies);
        assertThat(leaks.groups())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[] {0, 2, 3}, new int[] {4, 6});
        assertThat(leaks.testItems()).isEqualTo(3);
        assertThat(leaks.testItemsWithMates()).isEqualTo(3);
        assertThat(leaks.copies()).usingRecursiveFieldByFieldElementComparator().containsExactly(new int[] {0, 4});
        assertThat(leaks.testItemsWithCopies()).isEqualTo(1);
        assertThatThrownBy(() -> leaks.requireNone(KEYS))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The given split leaks from train to test: 2 groups have items in both (k0, k2, k3; k4, k6), so"
                                + " 3 of 3 items of test have a group mate in train; 1 content is in both (k0, k4), so 1 of 3 items"
                                + " of test are copies of items of train. Scores on such a split are too high. Let the data be"
                                + " split by group, or set allow_leaks: true.");
        assertThat(Leaks.of(SPLIT, "train", "validation", groups, copies).testItemsWithMates())
                .isEqualTo(1);
    }

    @Test
    void aSplitByGroupIsClean() throws DataException {
        Groups groups = Groups.of(8, new String[] {"p", "p", "q", "q", "r", "r", "s", "s"});
        Duplicates copies = Duplicates.of(List.of("a", "b", "c", "d", "e", "f", "g", "b"));
        Parts parts = new Parts(List.of("train", "test"), new double[] {0.5, 0.5});
        Split split = Splitter.split(KEYS, groups.joined(copies), Strata.none(8), parts, 0);
        Leaks leaks = Leaks.of(split, "train", "test", groups, copies);
        assertThat(leaks.isClean()).isTrue();
        leaks.requireNone(KEYS);
        assertThatThrownBy(() -> Leaks.of(split, "training", "test", groups, copies))
                .hasMessageContaining("no part 'training'; the parts are [train, test]");
    }
}
