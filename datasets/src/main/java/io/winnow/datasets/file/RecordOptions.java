package io.winnow.datasets.file;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.Set;

/**
 * How a file of records is read.
 *
 * @param kind what the user calls the file, for messages, such as {@code label file}
 * @param encoding character set; by default that of the byte order mark, or UTF-8
 * @param format by default JSON if the file begins as JSON does or its name says so, and otherwise CSV
 * @param mapsKeys whether a JSON file of one flat object maps each key to its label, rather than being one record
 * @param whole columns of JSON files whose lists and objects are not taken apart: their value is the JSON text
 */
public record RecordOptions(
        String kind, Optional<Charset> encoding, Optional<RecordFormat> format, boolean mapsKeys, Set<String> whole) {
    public RecordOptions {
        whole = Set.copyOf(whole);
    }

    /**
     * Returns options for a file in UTF-8, whose format is detected.
     *
     * @param kind what the user calls the file, for messages
     */
    public static RecordOptions of(String kind) {
        return new RecordOptions(kind, Optional.empty(), Optional.empty(), false, Set.of());
    }

    /** Returns options for a file of labels or votes, whose format is detected. */
    public static RecordOptions ofLabels(Optional<Charset> encoding) {
        return new RecordOptions("label file", encoding, Optional.empty(), true, Set.of());
    }
}
