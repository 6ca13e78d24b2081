package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest {
    @Test
    void itemsThatShareAValueOfAnyColumnAreOneGroup() {
        // a-b share an eye, b-c a patient, d stands alone
        Groups groups = Groups.of(4, new String[] {"left", "left", "right", "both"}, new String[] {"1", "2", "2", "3"});
        assertThat(groups.of()).containsExactly(0, 0, 0, 1);
        assertThat(groups.count()).isEqualTo(2);
        assertThat(groups.sizes()).containsExactly(3, 1);
        assertThat(groups.members()).isDeepEqualTo(new int[][] {{0, 1, 2}, {3}});
    }

    @Test
    void missingValuesAndOtherColumnsConnectNothing() {
        Groups groups = Groups.of(3, new String[] {"7", null, null}, new String[] {null, "7", null});
        assertThat(groups.of()).containsExactly(0, 1, 2);
        assertThat(Groups.of(2).of()).containsExactly(Groups.single(2).of());
        assertThatThrownBy(() -> Groups.of(2, new String[] {"a"})).hasMessageContaining("2 items, found 1");
    }

    /** Compares with the transitive closure of sharing a value (Warshall). */
    @Test
    void componentsAreThoseOfTheTransitiveClosure() {
        Random random = new Random(1);
        int size = 60;
        for (int round = 0; round < 20; round++) {
            int values = 20 + round * 8;
            String[][] columns = new String[2][];
            for (int c = 0; c < 2; c++) {
                columns[c] = IntStream.range(0, size)
                        .mapToObj(i -> random.nextInt(4) == 0 ? null : Integer.toString(random.nextInt(values)))
                        .toArray(String[]::new);
            }
            boolean[][] connected = new boolean[size][size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    int a = i;
                    int b = j;
                    connected[i][j] = i == j
                            || Arrays.stream(columns).anyMatch(each -> each[a] != null && each[a].equals(each[b]));
                }
            }
            for (int k = 0; k < size; k++) {
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        connected[i][j] |= connected[i][k] && connected[k][j];
                    }
                }
            }
            Groups groups = Groups.of(size, columns);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    assertThat(groups.of()[i] == groups.of()[j]).isEqualTo(connected[i][j]);
                }
            }
        }
    }

    @Test
    void itemsThatOthersConnectStayInOneGroup() {
        Groups groups = Groups.of(5, new String[] {"p", "p", "q", "r", "s"}, new String[] {"1", "2", "1", "3", "2"});
        Groups own = groups.select(new int[] {4, 3, 2}); // 4 and 2 are connected by 1 and 0
        assertThat(own.of()).containsExactly(0, 1, 0);
        assertThat(own.count()).isEqualTo(2);
    }

    @Test
    void copiesJoinGroups() {
        Groups groups = Groups.of(5, new String[] {"p", "p", "q", "q", "r"});
        Duplicates duplicates = Duplicates.of(Arrays.asList("x", "y", "y", "z", null));
        assertThat(duplicates.sets())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[] {1, 2});
        assertThat(groups.joined(duplicates).of()).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void copiesWithDifferentLabelsAreListed() {
        Duplicates duplicates = Duplicates.of(Arrays.asList("x", "y", "x", "y", "z", "x", null, null));
        assertThat(duplicates.sets())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[] {0, 2, 5}, new int[] {1, 3});
        assertThat(duplicates.repeated()).isEqualTo(3);
        // an unknown label contradicts nothing
        List<String> labels = Arrays.asList("cat", "dog", "cat", null, "cat", "dog", "cat", "dog");
        assertThat(duplicates.contradicting(labels))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[] {0, 2, 5});
    }
}
