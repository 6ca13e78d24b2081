package io.winnow.datasets;

/** Numbers of things in messages. */
public final class Plural {
    private Plural() {}

    /**
     * Returns a number and what it counts, such as {@code 1 image is} or {@code 2 images are}.
     *
     * @param one the words after the number 1
     * @param several the words after any other number
     */
    public static String of(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /**
     * Returns a number and what it counts, such as {@code 1 image} or {@code 2 images}.
     *
     * @param unit noun in the plural, which ends in s
     */
    public static String of(long count, String unit) {
        return of(count, unit.substring(0, unit.length() - 1), unit);
    }
}
