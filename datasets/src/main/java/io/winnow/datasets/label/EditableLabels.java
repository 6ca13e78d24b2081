package io.winnow.datasets.label;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Where a file has its labels, and how they are written there. */
interface EditableLabels {
    /** Columns that have labels. */
    Set<String> columns();

    /** Returns the label of a record as {@link LabelText} has it. */
    String text(int record) throws IOException;

    /** Returns what the labels are, as far as their texts tell. */
    LabelForm form(List<String> texts, LabelCorrections corrections) throws IOException;

    /** Names of classes that are known besides those that the texts have. */
    Set<String> classes();

    /** Whether the file has room for classes that are not known. */
    boolean takesNewClasses();

    /** Writes the corrected label of a record. */
    void replace(int record, LabelCorrections.Correction correction, LabelForm form) throws IOException;
}
