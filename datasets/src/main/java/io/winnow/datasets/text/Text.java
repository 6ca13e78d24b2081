package io.winnow.datasets.text;

import java.util.List;

/**
 * A text of one or more parts, such as a title and an abstract, or a pair of texts.
 *
 * @param parts the parts in order, at least one; none is blank
 * @param pair whether the two parts are a pair, such as a premise and a hypothesis, rather than one text
 */
public record Text(List<String> parts, boolean pair) {
    /** What is between the parts of a text (text-common.md, section 1). */
    private static final String BETWEEN = ". ";

    public Text {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "A text needs at least one part, and no part may be blank; found " + parts + ".");
        }
        if (pair && parts.size() != 2) {
            throw new IllegalArgumentException("A pair has two texts, found " + parts.size() + ".");
        }
    }

    /** A text of one part. */
    public static Text of(String text) {
        return new Text(List.of(text), false);
    }

    /** The first text of a pair, or all parts of a text that is not a pair. */
    public String first() {
        return pair ? parts.get(0) : String.join(BETWEEN, parts);
    }

    /** The second text of a pair; an empty text if this is not a pair. */
    public String second() {
        return pair ? parts.get(1) : "";
    }
}
