package io.winnow.datasets.label;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a file of labels is read, where that is not found from the file itself.
 *
 * @param keyColumn column that names the example; by default one of the usual names
 * @param labelColumn column of the labels; by default one of the usual names
 * @param annotatorColumn column that names the annotator; by default one of the usual names
 * @param annotatorColumns where each annotator has a column: these columns
 * @param encoding character set; by default what a byte order mark says, or UTF-8
 * @param gaps values that mean "no label" beside empty ones, in any case
 */
public record LabelFileOptions(
        Optional<String> keyColumn,
        Optional<String> labelColumn,
        Optional<String> annotatorColumn,
        List<String> annotatorColumns,
        Optional<Charset> encoding,
        List<String> gaps) {
    /** What spreadsheets, pandas, R and databases write for a missing value. */
    public static final List<String> USUAL_GAPS =
            List.of("NA", "N/A", "#N/A", "<NA>", "NaN", "null", "None", "nil", "?", "-");

    /** Everything is found from the file. */
    public static final LabelFileOptions DEFAULT = new LabelFileOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), USUAL_GAPS);

    public LabelFileOptions {
        annotatorColumns = List.copyOf(annotatorColumns);
        gaps = List.copyOf(gaps);
    }

    /**
     * A character set by its name; {@code latin-1} is one, too.
     *
     * @throws IllegalArgumentException when Java knows none of this name
     */
    public static Charset charset(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (plain) {
            case "latin-1", "latin1" -> StandardCharsets.ISO_8859_1;
            case "utf-8-sig" -> StandardCharsets.UTF_8;
            default -> Charset.forName(plain);
        };
    }

    /** Whether a value means that there is no label. */
    boolean isGap(String value) {
        return value.isBlank() || gaps.stream().anyMatch(gap -> gap.equalsIgnoreCase(value));
    }
}
