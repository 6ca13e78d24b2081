package io.winnow.trainer.search;

import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.run.Json;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the items of an {@link ItemIndex}, all files except {@code index.json}. */
final class IndexWriter implements Closeable {
    private final DataOutputStream vectors;
    private final DataOutputStream lines;
    private final DataOutputStream offsets;
    private final boolean unitVectors;
    private long count;
    private long position;

    /** @param unitVectors whether vectors are scaled to length 1 */
    IndexWriter(Path folder, boolean unitVectors) throws IOException {
        this.unitVectors = unitVectors;
        vectors = output(folder.resolve(ItemIndex.VECTORS));
        lines = output(folder.resolve(ItemIndex.ITEMS));
        offsets = output(folder.resolve(ItemIndex.OFFSETS));
    }

    private static DataOutputStream output(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    void add(Prediction item) throws IOException {
        byte[] line =
                (Json.line(new IndexedItem(item.key(), item.preview().make())) + "\n").getBytes(StandardCharsets.UTF_8);
        offsets.writeLong(position);
        lines.write(line);
        position += line.length;
        float[] vector = unitVectors ? unit(item.output()) : item.output();
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        vectors.write(bytes.array());
        count++;
    }

    /** Returns a vector scaled to length 1; a vector of zeros remains. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = length == 0 ? 0 : (float) (vector[d] / length);
        }
        return unit;
    }

    /** Returns the number of items so far. */
    long count() {
        return count;
    }

    /** Completes the files. */
    @Override
    public void close() throws IOException {
        try (DataOutputStream first = vectors;
                DataOutputStream second = lines;
                DataOutputStream third = offsets) {
            offsets.writeLong(position);
        }
    }
}
