package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Properties of the partners of unions. */
class UnionOptionsTest {
    @Test
    void partnersAreOthersAndEachIsTakenOnce() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int batch = 2; batch < 9; batch++) {
                for (long key = 0; key < 20; key++) {
                    long[] partners = UnionOptions.partners(batch, key, manager).toLongArray();
                    for (int i = 0; i < batch; i++) {
                        assertThat(partners[i]).isNotEqualTo(i);
                    }
                    assertThat(Arrays.stream(partners).distinct().count()).isEqualTo(batch);
                }
            }
            assertThat(UnionOptions.partners(1, 3, manager).toLongArray()).containsExactly(0);
        }
    }
}
