package io.winnow.trainer.select;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** Base class of tests of strategies: pools of items. */
abstract class OnPool {
    final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static int[] rows(List<Choice> choices) {
        return choices.stream().mapToInt(Choice::row).toArray();
    }

    static double[] scores(List<Choice> choices) {
        return choices.stream().mapToDouble(Choice::score).toArray();
    }

    Pool pool(Vectors vectors, Vectors probabilities, int... labelled) {
        boolean[] marks = new boolean[vectors.rows()];
        IntStream.of(labelled).forEach(row -> marks[row] = true);
        return Pool.of(vectors, Optional.ofNullable(probabilities), marks, 4, manager);
    }

    static Vectors points(double... numbers) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return new Vectors(values, numbers.length, 1);
    }
}
