package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.Duplicates;
import java.util.Arrays;

/** Marks items that have the content of an earlier one. */
final class Copies {
    private Copies() {}

    /** Returns for each item whether it repeats an earlier one (N). */
    static boolean[] repeats(int size, Duplicates copies) {
        boolean[] repeats = new boolean[size];
        copies.sets().forEach(items -> Arrays.stream(items).skip(1).forEach(item -> repeats[item] = true));
        return repeats;
    }
}
