package io.winnow.models.row;

import java.util.List;

/**
 * The elements of an encoded row, in three blocks one after the other.
 *
 * @param numbers length of the first block, real numbers
 * @param categories for each element of the second block, which holds whole numbers, how many different ones there are
 * @param textWidth length of the third block, the vector of a text; 0 if there are no texts
 */
public record RowNetColumns(int numbers, List<Integer> categories, int textWidth) {
    private static final int WIDEST = 600;

    public RowNetColumns {
        categories = List.copyOf(categories);
        if (numbers < 0 || textWidth < 0 || numbers + categories.size() + textWidth == 0) {
            throw new IllegalArgumentException("A row needs at least one element; found " + numbers + " numbers, "
                    + categories.size() + " categories and a text of width " + textWidth + ".");
        }
        if (categories.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "Each element must have at least one category; found " + categories + ".");
        }
    }

    /** Length of an encoded row. */
    public int width() {
        return numbers + categories.size() + textWidth;
    }

    /** Length of an encoded row in which each category is replaced by its learned vector. */
    int embeddedWidth() {
        return numbers
                + categories.stream().mapToInt(RowNetColumns::embeddingWidth).sum()
                + textWidth;
    }

    /** Length of the learned vectors of n categories: min(600, round(1.6 n^0.56)), fastai's rule of thumb ({@code emb_sz_rule}). */
    static int embeddingWidth(int count) {
        return (int) Math.min(WIDEST, Math.round(1.6 * Math.pow(count, 0.56)));
    }
}
