package io.winnow.datasets.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WholeBagsTest {
    @Test
    void batchesConsistOfWholeBagsAndAnEpochOfAll() {
        int[][] members = {{0, 5, 7}, {1, 2, 3}, {4, 6, 8}, {9}};
        WholeBags order = new WholeBags(members, 6);
        assertThat(order.batches(10, 6)).isEqualTo(2);
        Set<String> orders = new HashSet<>();
        for (int epoch = 0; epoch < 8; epoch++) {
            int[] examples = order.of(3, epoch);
            int[] begins = order.begins(3, epoch, 10, 6);
            orders.add(Arrays.toString(examples));
            assertThat(IntStream.of(examples).sorted().toArray())
                    .isEqualTo(IntStream.range(0, 10).toArray());
            assertThat(begins).hasSize(3).startsWith(0).endsWith(10);
            for (int b = 0; b < 2; b++) {
                Set<Integer> own = new HashSet<>();
                for (int i = begins[b]; i < begins[b + 1]; i++) {
                    own.add(examples[i]);
                }
                for (int[] bag : members) {
                    long inside = Arrays.stream(bag).filter(own::contains).count();
                    assertThat(inside).isIn(0L, (long) bag.length);
                }
            }
        }
        assertThat(orders.size()).isGreaterThan(4);
    }

    @Test
    void aBatchHasOneBagAtLeast() {
        WholeBags order = new WholeBags(new int[][] {{0, 1, 2, 3}, {4, 5, 6, 7}}, 2);
        assertThat(order.begins(1, 0, 8, 2)).containsExactly(0, 4, 8);
    }
}
