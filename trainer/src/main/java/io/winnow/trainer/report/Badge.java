package io.winnow.trainer.report;

/**
 * A number that sums up one aspect of the data at the top of the report, and that a check of continuous integration can limit.
 *
 * @param name short name, such as {@code leaks}
 * @param count number of items; null if it is not known
 * @param of number of items that were looked at
 * @param text what the page says
 */
public record Badge(String name, Double count, int of, String text) {
    /** A badge that counts items. */
    static Badge of(String name, int count, int of, String text) {
        return new Badge(name, (double) count, of, text);
    }

    /** The share of the items, in [0, 1]; null if it is not known. */
    public Double share() {
        return count == null ? null : of == 0 ? Double.valueOf(0) : Double.valueOf(count / of);
    }
}
