package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.RawData;
import io.winnow.trainer.cluster.DistributedNearest;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.cluster.NearestCenters;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The positive classes of each training example in use: the l centers nearest to it. They stay in a file, which has 12 GiB for 400 million
 * examples, and each batch reads those of its examples. The file consists of little-endian int32 values: the number of centers k, the
 * positives per example l, and then l centers for each example, nearest first.
 */
final class Assignment implements AutoCloseable {
    private static final String FILE = "labels.bin";
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final FileChannel channel;
    private final int centers;
    private final int labels;
    private final int[] rowOf;
    private final int examples;

    private Assignment(FileChannel channel, Path file, int[] examples) throws IOException {
        this.channel = channel;
        this.examples = examples.length;
        ByteBuffer header = RawData.bytes(channel, 0, HEADER_BYTES);
        centers = header.getInt();
        labels = header.getInt();
        if (channel.size() != HEADER_BYTES + (long) examples.length * labels * Integer.BYTES) {
            throw new IOException(file + " is damaged: for " + labels + " labels for each of " + examples.length
                    + " examples it must have " + (HEADER_BYTES + (long) examples.length * labels * Integer.BYTES)
                    + " bytes, found " + channel.size() + ". Delete the folder of its stage and continue the run.");
        }
        rowOf = new int[examples[examples.length - 1] + 1];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < examples.length; row++) {
            rowOf[examples[row]] = row;
        }
    }

    /** Returns the file in the folder of a stage. */
    static Path in(Path folder) {
        return folder.resolve(FILE);
    }

    /**
     * Opens a file.
     *
     * @param examples indices of the examples in the data set (N), ascending
     * @throws IOException if the file cannot be read or does not have the expected size
     */
    static Assignment open(Path file, int[] examples) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Assignment(channel, file, examples);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Finds the nearest centers of each vector and writes them to a file. The file is either written completely or not at all.
     *
     * @param vectors (N, D), of which one tile at a time is in memory
     * @param centers (k, D)
     * @param labels l, the number of positives per example
     */
    static void write(Path file, VectorTiles vectors, NDArray centers, int labels, Metric metric) throws IOException {
        AtomicFiles.write(file, temporary -> {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                append(channel, new int[] {(int) centers.getShape().get(0), labels});
                NearestCenters.find(vectors, centers, labels, metric, nearest -> append(channel, nearest));
            }
        });
    }

    /**
     * Writes what {@link #write(Path, VectorTiles, NDArray, int, Metric)} writes, computed by workers.
     *
     * @param search finds the centers
     */
    static void write(Path file, DistributedNearest search, NDArray centers, int labels, Metric metric)
            throws IOException {
        List<Path> parts = search.find(centers, labels, metric);
        AtomicFiles.write(file, temporary -> {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                append(channel, new int[] {(int) centers.getShape().get(0), labels});
                for (Path part : parts) {
                    try (FileChannel source = FileChannel.open(part, StandardOpenOption.READ)) {
                        long at = 0;
                        while (at < source.size()) {
                            at += source.transferTo(at, source.size() - at, channel);
                        }
                    }
                }
            }
        });
    }

    private static void append(FileChannel channel, int[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    int centers() {
        return centers;
    }

    int labels() {
        return labels;
    }

    /** Returns the nearest center of each example in use (N). */
    int[] nearest() {
        int[] nearest = new int[examples];
        for (int row = 0; row < examples; row++) {
            read(row, 1, nearest, row);
        }
        return nearest;
    }

    /**
     * Returns the first {@code used} positives of some examples (B, used), row-major; examples are given by their index in the data set.
     */
    int[] of(int[] numbers, int used) {
        int[] chosen = new int[numbers.length * used];
        for (int i = 0; i < numbers.length; i++) {
            read(rowOf[numbers[i]], used, chosen, i * used);
        }
        return chosen;
    }

    private void read(int row, int used, int[] target, int place) {
        try {
            RawData.bytes(channel, HEADER_BYTES + (long) row * labels * Integer.BYTES, used * Integer.BYTES)
                    .asIntBuffer()
                    .get(target, place, used);
        } catch (IOException e) {
            throw new UncheckedIOException("The cluster labels of an example cannot be read.", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
