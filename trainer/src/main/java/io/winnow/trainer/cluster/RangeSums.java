package io.winnow.trainer.cluster;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What an iteration of k-means learns of some of the vectors.
 *
 * @param sums sum of the vectors of each center (k, D)
 * @param counts number of vectors of each center (k)
 * @param distance sum of the squared distances of the vectors to their centers
 * @param moved number of vectors whose center changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RangeSums(float[] sums, float[] counts, double distance, long moved) {
    /** Adds what is known of several ranges. */
    static byte[] combine(List<byte[]> parts) {
        RangeSums first = of(parts.get(0));
        double distance = first.distance;
        long moved = first.moved;
        for (byte[] part : parts.subList(1, parts.size())) {
            RangeSums other = of(part);
            add(first.sums, other.sums);
            add(first.counts, other.counts);
            distance += other.distance;
            moved += other.moved;
        }
        return new RangeSums(first.sums, first.counts, distance, moved).toBytes();
    }

    private static void add(float[] sum, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(
                2 * Integer.BYTES + (sums.length + counts.length) * Float.BYTES + Double.BYTES + Long.BYTES);
        bytes.putInt(sums.length).putInt(counts.length).putDouble(distance).putLong(moved);
        bytes.asFloatBuffer().put(sums).put(counts);
        return bytes.array();
    }

    static RangeSums of(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        float[] sums = new float[bytes.getInt()];
        float[] counts = new float[bytes.getInt()];
        double distance = bytes.getDouble();
        long moved = bytes.getLong();
        bytes.asFloatBuffer().get(sums).get(counts);
        return new RangeSums(sums, counts, distance, moved);
    }
}
