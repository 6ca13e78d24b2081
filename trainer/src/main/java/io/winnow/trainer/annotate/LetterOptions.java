package io.winnow.trainer.annotate;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.random.Permutation;
import io.winnow.datasets.source.ClassInfo;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The labels in the order in which one annotator sees them at one item, each with a code: a letter, or two letters if there are more than
 * 26 labels. The order is drawn, so that a liking for the first letter becomes noise rather than a bias for a label.
 *
 * @param order the class at each place (K)
 */
@SuppressWarnings("ArrayRecordComponent") // a permutation; never compared
record LetterOptions(int[] order) {
    private static final int LETTERS = 26;
    private static final int HEX_DIGITS = 15;
    private static final int HEX = 16;

    /** Draws the order for an item and an annotator. */
    static LetterOptions of(int classCount, long seed, String key, String annotator) {
        return new LetterOptions(Permutation.of(classCount, seed, number(key), number(annotator)));
    }

    private static long number(String name) {
        return Long.parseLong(new Fingerprint().add(name).hex().substring(0, HEX_DIGITS), HEX);
    }

    int size() {
        return order.length;
    }

    /** Returns the number of letters of each code. */
    int letters() {
        return order.length <= LETTERS ? 1 : 2;
    }

    /** Returns the code of a place. */
    String code(int place) {
        String last = Character.toString('A' + place % LETTERS);
        return letters() == 1 ? last : Character.toString('A' + place / LETTERS) + last;
    }

    /** Returns the code of a class. */
    String codeOf(int label) {
        return code(IntStream.range(0, order.length)
                .filter(place -> order[place] == label)
                .findFirst()
                .orElseThrow());
    }

    /** Returns the class with a code in capital letters; empty if there is none. */
    OptionalInt label(String code) {
        if (code.length() != letters()) {
            return OptionalInt.empty();
        }
        int place = 0;
        for (int i = 0; i < code.length(); i++) {
            char letter = code.charAt(i);
            if (letter < 'A' || letter > 'Z') {
                return OptionalInt.empty();
            }
            place = place * LETTERS + letter - 'A';
        }
        return place < order.length ? OptionalInt.of(order[place]) : OptionalInt.empty();
    }

    /** Returns the options as lines, such as {@code B. card arrival: when the card comes}. */
    String lines(List<ClassInfo> classes) {
        return IntStream.range(0, order.length)
                .mapToObj(
                        place -> code(place) + ". " + classes.get(order[place]).name()
                                + classes.get(order[place])
                                        .description()
                                        .map(text -> ": " + text)
                                        .orElse(""))
                .collect(Collectors.joining("\n"));
    }
}
