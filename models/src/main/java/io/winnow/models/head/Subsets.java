package io.winnow.models.head;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Draws uniform random subsets. */
final class Subsets {
    private Subsets() {}

    /**
     * Draws {@code size} distinct numbers from [0, {@code bound}) and returns them in ascending order. Every subset is equally likely, and
     * equal keys give equal subsets.
     *
     * <p>Uses Floyd's algorithm (Bentley and Floyd, "A sample of brilliance", CACM 1987), whose time and memory are proportional to the
     * size of the subset.
     */
    static int[] draw(int bound, int size, long key) {
        if (size == bound) {
            int[] all = new int[bound];
            Arrays.setAll(all, i -> i);
            return all;
        }
        SplittableRandom random = new SplittableRandom(key);
        return (long) size * Integer.SIZE > bound ? dense(bound, size, random) : sparse(bound, size, random);
    }

    /** Floyd's algorithm with one bit per number, which needs less memory than a table if more than one number in 32 is drawn. */
    private static int[] dense(int bound, int size, SplittableRandom random) {
        BitSet chosen = new BitSet(bound);
        for (int top = bound - size; top < bound; top++) {
            int candidate = random.nextInt(top + 1);
            chosen.set(chosen.get(candidate) ? top : candidate);
        }
        return chosen.stream().toArray();
    }

    /** Floyd's algorithm with an open-addressing hash table that is at most half full. */
    private static int[] sparse(int bound, int size, SplittableRandom random) {
        int[] table = new int[Integer.highestOneBit(Math.max(size, 1)) << 2];
        Arrays.fill(table, -1);
        int[] chosen = new int[size];
        int count = 0;
        for (int top = bound - size; top < bound; top++) {
            int candidate = random.nextInt(top + 1);
            if (!insert(table, candidate)) {
                insert(table, top);
                candidate = top;
            }
            chosen[count++] = candidate;
        }
        Arrays.sort(chosen);
        return chosen;
    }

    /** Returns false if the table already contains the value. */
    private static boolean insert(int[] table, int value) {
        int mask = table.length - 1;
        int slot = (value * 0x9E3779B9) >>> 7 & mask;
        while (table[slot] >= 0) {
            if (table[slot] == value) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = value;
        return true;
    }
}
