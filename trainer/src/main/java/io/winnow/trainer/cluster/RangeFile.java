package io.winnow.trainer.cluster;

import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tasks of one iteration of k-means leave for those of the next one, in a file.
 *
 * @param assignment center of each vector of a range, or -1
 * @param distances squared distance of each to its center; empty before the first iteration
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RangeFile(int[] assignment, float[] distances) {
    static void write(Path file, int[] assignment, float[] distances) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((assignment.length + distances.length) * Integer.BYTES);
        bytes.asIntBuffer().put(assignment);
        bytes.position(assignment.length * Integer.BYTES);
        bytes.asFloatBuffer().put(distances);
        AtomicFiles.write(file, temporary -> Files.write(temporary, bytes.array()));
    }

    /** @param rows number of vectors of the range */
    static RangeFile read(Path file, int rows) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int[] assignment = new int[rows];
        bytes.asIntBuffer().get(assignment);
        bytes.position(rows * Integer.BYTES);
        float[] distances = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(distances);
        return new RangeFile(assignment, distances);
    }
}
