package io.winnow.datasets.source;

import io.winnow.datasets.Plural;
import java.util.ArrayList;
import java.util.List;

/**
 * Which classes remain after those of few items are joined or left out (data-readers.md, section 2).
 *
 * @param numbers new number of each class by its old number; -1 if it is left out
 * @param names names of the remaining classes
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
record SmallClasses(int[] numbers, List<String> names) {
    /**
     * Decides which classes remain.
     *
     * @param items number of items of each class (K)
     * @param notes receives what was done, as a sentence
     */
    static SmallClasses of(String label, ClassList list, List<String> names, int[] items, List<String> notes) {
        int[] numbers = new int[names.size()];
        List<String> kept = new ArrayList<>();
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = -1;
            if (items[k] >= list.atLeast()) {
                numbers[k] = kept.size();
                kept.add(names.get(k));
            }
        }
        int small = names.size() - kept.size();
        if (small == 0) {
            return new SmallClasses(numbers, names);
        }
        boolean other = list.rest() == ClassList.Rest.OTHER;
        if (other) {
            int place = kept.indexOf(ClassList.OTHER_CLASS);
            if (place < 0) {
                place = kept.size();
                kept.add(ClassList.OTHER_CLASS);
            }
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = numbers[k] < 0 ? place : numbers[k];
            }
        }
        notes.add("labels." + label + ": " + Plural.of(small, "class", "classes") + " of fewer than "
                + Plural.of(list.atLeast(), "item", "items")
                + (other ? " became the class " + ClassList.OTHER_CLASS + "." : " were left out."));
        return new SmallClasses(numbers, kept);
    }
}
