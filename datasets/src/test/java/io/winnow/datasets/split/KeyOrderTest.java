package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    /** Expected: sorted(range(5), key=lambda i: sha256(struct.pack('>q', seed) + keys[i].encode()).digest()[:8]) in Python. */
    @Test
    void itemsAreSortedByTheHashOfSeedAndKey() throws DataException {
        List<String> keys = List.of("a.png", "b.png", "photos/\u00e4.png", "", "x".repeat(100));
        assertThat(KeyOrder.of(keys, 0)).containsExactly(4, 0, 3, 2, 1);
        assertThat(KeyOrder.of(keys, 7)).containsExactly(2, 1, 4, 3, 0);
        assertThat(KeyOrder.of(keys, -1)).containsExactly(2, 3, 1, 4, 0);
    }

    @Test
    void aRepeatedKeyIsAnError() {
        assertThatThrownBy(() -> KeyOrder.of(List.of("a", "b", "a"), 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("items 1 and 3 both have the key 'a'");
    }
}
