package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatesTest {
    @Test
    void viewsOfALiveArrayShareWhatIsCopied() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray live = manager.zeros(new Shape(4));
            NDArray none = manager.zeros(new Shape(0));
            NDArray view = live.reshape(2, 2);
            NDArray saved = manager.create(new float[] {1, 2, 3, 4});
            States.copy(
                    Map.of("x", saved, "none", manager.zeros(new Shape(0))), Map.of("x", live, "none", none), "test");
            assertThat(view.toFloatArray()).containsExactly(1, 2, 3, 4);
            view.addi(1);
            assertThat(live.toFloatArray()).containsExactly(2, 3, 4, 5);
            assertThat(saved.toFloatArray()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aMismatchChangesNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> live = Map.of("a", manager.zeros(new Shape(2)), "b", manager.zeros(new Shape(2)));
            NDArray ones = manager.ones(new Shape(2));
            assertThatThrownBy(() -> States.copy(Map.of("a", ones), live, "optimizer"))
                    .hasMessageContaining("optimizer has no b")
                    .hasMessageContaining("b of shape (2)");
            assertThatThrownBy(() -> States.copy(Map.of("a", ones, "b", manager.ones(new Shape(1))), live, "optimizer"))
                    .hasMessageContaining("b of shape (1)");
            live.values().forEach(array -> assertThat(array.toFloatArray()).containsOnly(0));
        }
    }
}
