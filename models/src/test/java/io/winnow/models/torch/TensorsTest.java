package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Copies from another type into an array that requires gradients, while the thread records. */
    @Test
    void viewsOfTheTargetSeeTheCopiedValues() {
        NDArray target = manager.zeros(new Shape(2, 3));
        NDArray view = target.reshape(6);
        target.setRequiresGradient(true);
        NDArray source = manager.create(new int[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
        try (Autograd.Recording recording = Autograd.record()) {
            Tensors.copy(source, target);
        }
        assertThat(target.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(view.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        source.muli(2);
        assertThat(view.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    /** PyTorch itself would broadcast the single row. */
    @Test
    void refusesAnotherShape() {
        NDArray target = manager.zeros(new Shape(2, 3));
        assertThatThrownBy(() -> Tensors.copy(manager.ones(new Shape(3)), target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shape (3)")
                .hasMessageContaining("shape (2, 3)");
        assertThat(target.toFloatArray()).containsOnly(0);
    }

    @Test
    void readingLeavesNoCopyAttached() {
        NDArray array = manager.create(new float[] {1, 2, 3});
        int before = manager.getManagedArrays().size();
        assertThat(Tensors.floats(array)).containsExactly(1, 2, 3);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }
}
