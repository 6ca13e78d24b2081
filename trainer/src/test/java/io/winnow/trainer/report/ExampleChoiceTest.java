package io.winnow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Examples of classes, on the points of two directions (dataset-report.md, section 4). */
class ExampleChoiceTest {
    /** Items 0 to 3 are of the class 0, which is small, and all others of the class 1. */
    private static final int ITEMS = 40;

    private static final int SMALL = 4;

    private static final Representation DIRECTIONS = new Representation() {
        @Override
        public String name() {
            return "directions";
        }

        @Override
        public float[][] of(int[] items) {
            return IntStream.of(items)
                    .mapToObj(i -> Representation.unit(new float[] {i < SMALL ? 1 : -1, i % 5 / 10f}))
                    .toArray(float[][]::new);
        }
    };

    @Test
    void aSmallClassIsShownAsAWhole() throws IOException {
        int[] items = IntStream.range(0, ITEMS).toArray();
        int[][] classes =
                IntStream.of(items).mapToObj(i -> new int[] {i < SMALL ? 0 : 1}).toArray(int[][]::new);
        try (NDManager manager = NDManager.newBaseManager()) {
            ExampleChoice choice = new ExampleChoice(items, classes, 2, DIRECTIONS, 1, manager);
            ClassExamples small = choice.of(0, "small", List.of());
            assertThat(small.examples()).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(small.precision()).isEmpty();
            ClassExamples large = choice.of(1, "large", List.of());
            assertThat(large.examples())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(6)
                    .allMatch(i -> i >= SMALL);
            assertThat(large.precision()).containsEntry("greedy", 1.0);
        }
    }
}
