package io.winnow.datasets.file;

import java.util.Optional;
import java.util.Set;

/**
 * How a file of records is read.
 *
 * @param kind what the user calls the file, for messages, such as {@code label file}
 * @param encoding character set
 * @param format by default JSON if the file begins as JSON does or its name says so, and otherwise CSV
 * @param mapsKeys whether a JSON file of one flat object maps each key to its label, rather than being one record
 * @param whole columns of JSON files whose lists and objects are not taken apart: their value is the JSON text
 */
public record RecordOptions(
        String kind, TextCharset encoding, Optional<RecordFormat> format, boolean mapsKeys, Set<String> whole) {
    public RecordOptions {
        whole = Set.copyOf(whole);
    }

    /**
     * Returns options for a file in UTF-8, whose format is detected.
     *
     * @param kind what the user calls the file, for messages
     */
    public static RecordOptions of(String kind) {
        return of(kind, TextCharset.UTF_8);
    }

    /**
     * Returns options for a file whose format is detected.
     *
     * @param kind what the user calls the file, for messages
     */
    public static RecordOptions of(String kind, TextCharset encoding) {
        return new RecordOptions(kind, encoding, Optional.empty(), false, Set.of());
    }

    /** Returns options for a file of labels or votes, whose format is detected. */
    public static RecordOptions ofLabels(TextCharset encoding) {
        return new RecordOptions("label file", encoding, Optional.empty(), true, Set.of());
    }
}
