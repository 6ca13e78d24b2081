package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Votes on the class of each example by the given classes of its nearest neighbours, by cosine in float32. Of more than {@link #EXACT}
 * examples, most of the nearest neighbours vote, see {@link CellNeighbours}.
 *
 * @param rows nearest other rows of each row (N * found), row-major, nearest first
 * @param found number of neighbours of each row
 */
@SuppressWarnings("ArrayRecordComponent") // an index; never compared
public record NeighbourVotes(int[] rows, int found) {
    /** Number of cosines in a tile, 4 bytes each, unless it then has too few rows. */
    private static final int TILE_ELEMENTS = 1 << 24;

    /** Largest number of examples of which all pairs are compared. */
    static final int EXACT = 100_000;

    /** Smallest number of rows in a tile: matrix products of few rows are slow. */
    private static final int TILE_ROWS = 64;

    /**
     * Finds the nearest neighbours.
     *
     * @param z representations (N, D), finite, N at least 2
     * @param neighbours number of neighbours to find, which is reduced to N - 1 if there are fewer examples
     */
    public static NeighbourVotes of(NDArray z, int neighbours) {
        return of(z, neighbours, searched -> {});
    }

    /**
     * Finds the nearest neighbours as {@link #of(NDArray, int)} does.
     *
     * @param done is told the number of further rows whose neighbours have been found
     */
    public static NeighbourVotes of(NDArray z, int neighbours, IntConsumer done) {
        int n = Math.toIntExact(z.getShape().get(0));
        int count = Math.min(neighbours, n - 1);
        try (NDArray unit = CalibrateScript.unitFloats(z)) {
            unit.attach(z.getManager());
            return new NeighbourVotes(
                    n > EXACT ? CellNeighbours.of(unit, count, done) : exact(unit, count, done), count);
        }
    }

    /** @param unit rows of length 1 (N, D) */
    static int[] exact(NDArray unit, int count, IntConsumer done) {
        int n = Math.toIntExact(unit.getShape().get(0));
        int[] rows = new int[Math.multiplyExact(n, count)];
        NearestRows.find(
                CalibrateScript::cosine,
                unit,
                count,
                Math.max(TILE_ELEMENTS, Math.multiplyExact(TILE_ROWS, n)),
                (first, nearest, distances) -> {
                    for (int j = 0; j < nearest.length; j++) {
                        rows[first * count + j] = (int) nearest[j];
                    }
                    done.accept(Math.toIntExact(distances.getShape().get(0)));
                });
        return rows;
    }

    /** Returns the nearest other rows of a row, nearest first. */
    public IntStream of(int row) {
        return Arrays.stream(rows, row * found, (row + 1) * found);
    }

    /**
     * Returns the share of votes of each class (N * K), row-major. Each row sums to 1; shares are equal if no neighbour votes.
     *
     * @param classes given class of each example (N), in [0, classCount)
     * @param most largest number of neighbours that vote: the nearest ones that may
     * @param voters whether each example may vote (N)
     * @param balanced whether v votes for a class count as v / (e + 1), where e is the number of votes that the class is expected to get by
     *     chance. Otherwise, frequent classes win by their number. Without the added 1, a single vote for a rare class could outweigh all
     *     others.
     */
    public double[] shares(int[] classes, int classCount, int most, boolean[] voters, boolean balanced) {
        int n = classes.length;
        int[] counts = new int[classCount];
        int all = 0;
        for (int i = 0; i < n; i++) {
            counts[classes[i]] += voters[i] ? 1 : 0;
            all += voters[i] ? 1 : 0;
        }
        double[] shares = new double[Math.multiplyExact(n, classCount)];
        for (int i = 0; i < n; i++) {
            int from = i * classCount;
            int votes = 0;
            for (int j = 0; j < found && votes < most; j++) {
                int other = rows[i * found + j];
                if (voters[other]) {
                    shares[from + classes[other]]++;
                    votes++;
                }
            }
            if (votes == 0) {
                Arrays.fill(shares, from, from + classCount, 1.0 / classCount);
                continue;
            }
            int others = all - (voters[i] ? 1 : 0);
            double sum = 0;
            for (int k = 0; k < classCount; k++) {
                int own = counts[k] - (voters[i] && k == classes[i] ? 1 : 0);
                shares[from + k] /= balanced ? (double) votes * own / others + 1 : 1;
                sum += shares[from + k];
            }
            for (int k = 0; k < classCount; k++) {
                shares[from + k] /= sum;
            }
        }
        return shares;
    }
}
