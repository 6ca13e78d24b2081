package io.winnow.trainer.recipe.mlcd;

import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The positive classes of each training example in use: its nearest centers. */
final class Assignment {
    private final int centers;
    private final int labels;
    private final int[] nearest;
    private final int[] rowOf;

    /**
     * @param labels l, how many each example has
     * @param nearest (N, l) row-major, nearest first
     * @param examples numbers of the examples in the data set (N), ascending
     */
    Assignment(int centers, int labels, int[] nearest, int[] examples) {
        this.centers = centers;
        this.labels = labels;
        this.nearest = nearest;
        rowOf = new int[examples[examples.length - 1] + 1];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < examples.length; row++) {
            rowOf[examples[row]] = row;
        }
        if (nearest.length != examples.length * labels) {
            throw new IllegalArgumentException(
                    nearest.length + " labels are not " + labels + " for each of " + examples.length + " examples.");
        }
    }

    int centers() {
        return centers;
    }

    int labels() {
        return labels;
    }

    int examples() {
        return nearest.length / labels;
    }

    /** The nearest center of a row. */
    int nearest(int row) {
        return nearest[row * labels];
    }

    /** The nearest center of each row (N). */
    int[] nearest() {
        return IntStream.range(0, examples()).map(this::nearest).toArray();
    }

    /** The first {@code used} labels of some examples (B, used) row-major, by their numbers in the data set. */
    int[] of(int[] examples, int used) {
        int[] chosen = new int[examples.length * used];
        for (int i = 0; i < examples.length; i++) {
            System.arraycopy(nearest, rowOf[examples[i]] * labels, chosen, i * used, used);
        }
        return chosen;
    }

    /** Little-endian int32: k, l, then the labels. */
    void write(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8 + 4 * nearest.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(centers).putInt(labels).asIntBuffer().put(nearest);
        AtomicFiles.write(file, temporary -> Files.write(temporary, buffer.array()));
    }

    static Assignment read(Path file, int[] examples) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int centers = buffer.getInt();
        int labels = buffer.getInt();
        int[] nearest = new int[buffer.remaining() / 4];
        buffer.asIntBuffer().get(nearest);
        return new Assignment(centers, labels, nearest, examples);
    }
}
