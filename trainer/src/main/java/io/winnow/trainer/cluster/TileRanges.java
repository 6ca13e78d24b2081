package io.winnow.trainer.cluster;

import ai.djl.Device;
import java.util.stream.IntStream;

/** Divides vectors into ranges for tasks. A range is a number of whole tiles, so a task computes what one process would, with the same bits. */
final class TileRanges {
    /** Largest number of ranges. */
    private static final int MOST = 256;

    private TileRanges() {}

    /** Returns where each range begins, and the number of vectors as the last one. */
    static int[] of(int vectors, int k) {
        int tile = KMeans.tileRows(k, Device.cpu());
        int tiles = (vectors + tile - 1) / tile;
        long each = (long) (tiles + MOST - 1) / MOST * tile;
        int ranges = (int) ((vectors + each - 1) / each);
        return IntStream.rangeClosed(0, ranges)
                .map(range -> (int) Math.min(vectors, range * each))
                .toArray();
    }
}
