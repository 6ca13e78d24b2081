package io.winnow.datasets.loader;

import io.winnow.datasets.example.Shard;
import io.winnow.datasets.random.Permutation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The order of epochs that read one window of shards after another, since disks and networks are fastest when they read sequentially. The
 * shards are put in random order, and the examples of each window are shuffled. The order is a function of seed and epoch, so reading can
 * start at any position.
 */
final class ShardOrder {
    /** Stream of the seed and the epoch with which the order of the shards is drawn. */
    private static final long SHARDS = 0;

    /** Stream with which the examples of the first window are shuffled; each further window has the next one. */
    private static final long FIRST_WINDOW = 1;

    private final List<Shard> shards;
    /** For each shard, the positions of its examples among the examples in use. */
    private final int[][] positions;

    private final int atOnce;

    /**
     * Creates the orders of a data set.
     *
     * @param shards all shards of the data set, in the order of its examples
     * @param examples indices of the examples in use
     * @param atOnce number of shards in a window; if there are fewer shards, they form one window
     */
    ShardOrder(List<Shard> shards, int[] examples, int atOnce) {
        this.shards =
                shards.stream().filter(shard -> shard.end() > shard.begin()).toList();
        this.atOnce = Math.min(atOnce, this.shards.size());
        int[] begins = this.shards.stream().mapToInt(Shard::begin).toArray();
        int[] shardOf = Arrays.stream(examples)
                .map(example -> {
                    int found = Arrays.binarySearch(begins, example);
                    return found >= 0 ? found : -found - 2;
                })
                .toArray();
        int[] counts = new int[begins.length];
        for (int shard : shardOf) {
            counts[shard]++;
        }
        positions = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
        for (int i = examples.length - 1; i >= 0; i--) {
            positions[shardOf[i]][--counts[shardOf[i]]] = i;
        }
    }

    /** The number of windows in an epoch. */
    int windows() {
        return (shards.size() + atOnce - 1) / atOnce;
    }

    /** The files that a window of an epoch reads. */
    List<Path> files(int window, long seed, long epoch) {
        return Arrays.stream(window(window, order(seed, epoch)))
                .mapToObj(shard -> shards.get(shard).file())
                .toList();
    }

    /** The positions of the examples in use, in the order of an epoch. */
    int[] positions(long seed, long epoch) {
        int[] all = new int[Arrays.stream(positions).mapToInt(p -> p.length).sum()];
        int[] order = order(seed, epoch);
        int begin = 0;
        for (int window = 0; window < windows(); window++) {
            int[] within = Arrays.stream(window(window, order))
                    .mapToObj(shard -> positions[shard])
                    .flatMapToInt(Arrays::stream)
                    .toArray();
            int[] mixed = Permutation.of(within.length, seed, epoch, FIRST_WINDOW + window);
            for (int place : mixed) {
                all[begin++] = within[place];
            }
        }
        return all;
    }

    /** The index at which each window begins in the order of an epoch. */
    int[] begins(long seed, long epoch) {
        int[] order = order(seed, epoch);
        int[] begins = new int[windows()];
        for (int window = 1; window < begins.length; window++) {
            begins[window] = begins[window - 1];
            for (int shard : window(window - 1, order)) {
                begins[window] += positions[shard].length;
            }
        }
        return begins;
    }

    private int[] order(long seed, long epoch) {
        return Permutation.of(shards.size(), seed, epoch, SHARDS);
    }

    private int[] window(int window, int[] order) {
        return Arrays.copyOfRange(order, window * atOnce, Math.min(order.length, (window + 1) * atOnce));
    }
}
