package io.winnow.trainer.cluster;

import ai.djl.Device;
import java.util.stream.IntStream;

/** Divides vectors into ranges for tasks. A range is a number of whole tiles, so a task computes what one process would, with the same bits. */
final class TileRanges {
    /** Largest number of ranges. */
    private static final int MOST = 256;

    /** Smallest number of vectors of a range for each center, so that the sums of a range are small beside its vectors. */
    private static final int VECTORS_PER_CENTER = 4;

    /** Smallest number of vectors of a range with many centers, because a range is in memory as a whole. */
    private static final int MANY_VECTORS = 1 << 18;

    private TileRanges() {}

    /** Returns where each range begins, and the number of vectors as the last one. */
    static int[] of(int vectors, int k) {
        int tile = KMeans.tileRows(k, Device.cpu());
        int tiles = (vectors + tile - 1) / tile;
        long fewest = Math.min((long) VECTORS_PER_CENTER * k, MANY_VECTORS);
        long each = Math.max((tiles + MOST - 1) / MOST, (fewest + tile - 1) / tile) * tile;
        int ranges = (int) ((vectors + each - 1) / each);
        return IntStream.rangeClosed(0, ranges)
                .map(range -> (int) Math.min(vectors, range * each))
                .toArray();
    }
}
