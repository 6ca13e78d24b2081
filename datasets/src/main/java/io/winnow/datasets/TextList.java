package io.winnow.datasets;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of texts that keeps them as one text, such as the cells of a row. Files have millions of cells, and a text of its own
 * takes about 50 bytes more than its characters. So each call of {@link #get} makes a new text.
 */
public final class TextList extends AbstractList<String> implements RandomAccess {
    private final String joined;
    /** Where each text ends in the joined one. */
    private final int[] ends;

    private TextList(String joined, int[] ends) {
        this.joined = joined;
        this.ends = ends;
    }

    /** Returns a list of the same texts. */
    public static List<String> of(Collection<String> texts) {
        if (texts instanceof TextList list) {
            return list;
        }
        int[] ends = new int[texts.size()];
        StringBuilder joined = new StringBuilder();
        int number = 0;
        for (String text : texts) {
            joined.append(Objects.requireNonNull(text));
            ends[number++] = joined.length();
        }
        return new TextList(joined.toString(), ends);
    }

    @Override
    public String get(int index) {
        return joined.substring(index == 0 ? 0 : ends[index - 1], ends[index]);
    }

    @Override
    public int size() {
        return ends.length;
    }
}
