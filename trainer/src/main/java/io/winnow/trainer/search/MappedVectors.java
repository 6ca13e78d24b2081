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

/** Rows of a file of float32 numbers, mapped: the system keeps in memory what it has room for. Threads may share it. */
final class MappedVectors implements RandomAccessVectorValues {
    /** JVector tells at each start which of its accelerations this Java lacks; held, so that its level is kept. */
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
            for (int first = 0; first < size; first += rowsPerChunk) {
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

    /** One row. */
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
