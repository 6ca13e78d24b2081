package io.winnow.trainer.search;

import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The rows of a memory-mapped file of float32 numbers. The operating system keeps as much of it in memory as fits. Instances may be shared
 * between threads.
 */
final class MappedVectors implements RandomAccessVectorValues {
    /**
     * JVector logs at each start which accelerations this Java lacks; those messages are switched off. The reference is kept because the
     * level of a logger that is garbage-collected is lost.
     */
    private static final Logger QUIET = Logger.getLogger("io.github.jbellis.jvector");

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    static final VectorTypeSupport TYPES = VectorizationProvider.getInstance().getVectorTypeSupport();

    private static final int CHUNK_BYTES = 1 << 30;

    private final List<FloatBuffer> chunks = new ArrayList<>();
    private final int rowsPerChunk;
    private final int size;
    private final int dimension;

    MappedVectors(Path file, int size, int dimension) throws IOException {
        this.size = size;
        this.dimension = dimension;
        rowsPerChunk = CHUNK_BYTES / (dimension * Float.BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long first = 0; first < size; first += rowsPerChunk) {
                long rowBytes = (long) dimension * Float.BYTES;
                chunks.add(channel.map(
                                FileChannel.MapMode.READ_ONLY,
                                first * rowBytes,
                                Math.min(rowsPerChunk, size - first) * rowBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer());
            }
        }
    }

    /** Returns one row. */
    float[] row(int row) {
        float[] numbers = new float[dimension];
        chunks.get(row / rowsPerChunk).get(row % rowsPerChunk * dimension, numbers);
        return numbers;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public VectorFloat<?> getVector(int row) {
        return TYPES.createFloatVector(row(row));
    }

    @Override
    public boolean isValueShared() {
        return false;
    }

    @Override
    public RandomAccessVectorValues copy() {
        return this;
    }
}
