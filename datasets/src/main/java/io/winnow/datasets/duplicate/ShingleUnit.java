package io.winnow.datasets.duplicate;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;

/** What the overlapping pieces of a text (shingles) consist of; the shorter a text, the smaller its pieces. */
enum ShingleUnit {
    /** Five characters, for texts of fewer than 5 words. */
    CHARACTERS(0, 5),
    /** Three words, for texts of 5 to 19 words. */
    THREE_WORDS(5, 3),
    /** Five words, for texts of at least 20 words. */
    FIVE_WORDS(20, 5);

    private final int fewestWords;
    private final int length;

    ShingleUnit(int fewestWords, int length) {
        this.fewestWords = fewestWords;
        this.length = length;
    }

    /** Returns the unit for a text by its number of words. */
    static ShingleUnit of(int words) {
        ShingleUnit unit = CHARACTERS;
        for (ShingleUnit each : values()) {
            unit = words >= each.fewestWords ? each : unit;
        }
        return unit;
    }

    /**
     * Returns 64-bit hashes of the different shingles of a text, ascending; a text that is shorter than a shingle is one itself.
     *
     * @param text a text as {@link NearTexts#normalized} returns it
     */
    long[] shingles(String text) {
        if (this == CHARACTERS) {
            int count = Math.max(1, text.length() - length + 1);
            return distinct(count, i -> hash(text, i, Math.min(text.length(), i + length)));
        }
        int[] starts = starts(text);
        int count = Math.max(1, starts.length - 1 - length + 1);
        return distinct(count, i -> hash(text, starts[i], starts[Math.min(starts.length - 1, i + length)] - 1));
    }

    /** Where each word begins, and one past the blank that would follow the last one. */
    private static int[] starts(String text) {
        int[] starts = new int[NearTexts.words(text) + 1];
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i == 0 || text.charAt(i - 1) == ' ') {
                starts[word++] = i;
            }
        }
        starts[word] = text.length() + 1;
        return starts;
    }

    private interface Hash {
        long of(int shingle);
    }

    private static long[] distinct(int count, Hash hash) {
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = hash.of(i);
        }
        Arrays.sort(hashes);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[kept++] = hashes[i];
            }
        }
        return Arrays.copyOf(hashes, kept);
    }

    /** FNV-1a over the characters, mixed once more, since its low bits alone are weak. */
    private static long hash(String text, int begin, int end) {
        long hash = 0xcbf29ce484222325L;
        for (int i = begin; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return CounterRandom.key(hash);
    }
}
