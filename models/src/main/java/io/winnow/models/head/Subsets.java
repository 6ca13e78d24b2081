package io.winnow.models.head;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Uniform random subsets. */
final class Subsets {
    private Subsets() {}

    /**
     * A subset of {@code size} numbers below {@code bound}, each subset equally likely, ascending; a function of the key.
     *
     * <p>Floyd's algorithm (Bentley and Floyd, "A sample of brilliance", CACM 1987): time and memory of the order of the subset.
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

    /** Floyd's algorithm over a bit a number: the smaller set when more than one number in 32 is drawn. */
    private static int[] dense(int bound, int size, SplittableRandom random) {
        BitSet chosen = new BitSet(bound);
        for (int top = bound - size; top < bound; top++) {
            int candidate = random.nextInt(top + 1);
            chosen.set(chosen.get(candidate) ? top : candidate);
        }
        return chosen.stream().toArray();
    }

    /** Floyd's algorithm over an open-addressed table, at most half full. */
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
