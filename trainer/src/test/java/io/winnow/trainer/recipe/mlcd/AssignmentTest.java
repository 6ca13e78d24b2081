package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentTest {
    @TempDir
    Path folder;

    @Test
    void assignmentsAreReadAsWritten() throws IOException {
        int[] examples = {4, 7, 9};
        Path file = folder.resolve("labels.bin");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = manager.create(new float[] {1, 9, 5, 2, 3, -9}, new Shape(3, 2));
            NDArray centers = manager.create(new float[] {0, 9, 4, 1, 5, -9, -3, -3}, new Shape(4, 2));
            Assignment.write(file, VectorTiles.of(vectors), centers, 2, Metric.EUCLIDEAN);
        }
        try (Assignment back = Assignment.open(file, examples)) {
            assertThat(back.centers()).isEqualTo(4);
            assertThat(back.labels()).isEqualTo(2);
            assertThat(back.nearest()).containsExactly(0, 1, 2);
            assertThat(back.of(new int[] {9, 4}, 2)).containsExactly(2, 3, 0, 1);
            assertThat(back.of(new int[] {9, 4}, 1)).containsExactly(2, 0);
        }
        assertThatThrownBy(() -> Assignment.open(file, new int[] {4, 7}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 labels for each of 2 examples");
    }
}
