package io.winnow.datasets.label;

import java.util.List;
import java.util.Set;

/** What the text of a label is, which decides when two texts are the same label; see {@link LabelText}. */
public enum LabelForm {
    /** The name of one class or level. Only equal texts are the same, so {@code 01} and {@code 1} are two classes. */
    NAME,
    /** The names of several classes, in any order. */
    SET,
    /** A number, which has several forms, such as {@code 3.5} and {@code 3.50}. */
    NUMBER;

    /** Returns the form of the labels of a data set. */
    public static LabelForm of(Labels labels) {
        if (labels instanceof NumberLabels) {
            return NUMBER;
        }
        return labels instanceof ClassSets || labels instanceof CandidateLabels || labels instanceof ExcludedLabels
                ? SET
                : NAME;
    }

    /** Whether two texts are the same label. */
    boolean same(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        return switch (this) {
            case NAME -> false;
            case SET -> LabelText.parts(one).equals(LabelText.parts(other));
            case NUMBER ->
                LabelText.isPlainNumber(one)
                        && LabelText.isPlainNumber(other)
                        && Double.parseDouble(one) == Double.parseDouble(other);
        };
    }

    /** Returns the names in a label; the label itself if it is one name or number, and none for an empty text. */
    Set<String> parts(String label) {
        if (this == SET) {
            return LabelText.parts(label);
        }
        return label.isEmpty() ? Set.of() : Set.of(label);
    }

    /** Returns the form of labels of which only the texts are known and which are not sets: numbers, or otherwise names. */
    static LabelForm ofSingle(List<String> labels) {
        return labels.stream().allMatch(each -> each.isEmpty() || LabelText.isPlainNumber(each)) ? NUMBER : NAME;
    }
}
