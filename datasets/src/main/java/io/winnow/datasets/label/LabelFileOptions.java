package io.winnow.datasets.label;

import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.TextCharset;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Options for reading a file of labels, for what cannot be detected from the file itself.
 *
 * @param keyColumn column that names the example; by default a column with one of the usual names
 * @param labelColumn column of the labels; by default a column with one of the usual names
 * @param annotatorColumn column that names the annotator; by default a column with one of the usual names
 * @param annotatorColumns the annotators' columns, if each annotator has one
 * @param encoding character set; by default that of the byte order mark, or UTF-8
 * @param gaps values that mean "no label" in addition to empty ones, in any case
 */
public record LabelFileOptions(
        Optional<String> keyColumn,
        Optional<String> labelColumn,
        Optional<String> annotatorColumn,
        List<String> annotatorColumns,
        TextCharset encoding,
        List<String> gaps) {
    /** Everything is detected from the file. */
    public static final LabelFileOptions DEFAULT = new LabelFileOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), TextCharset.UTF_8, Gaps.USUAL);

    public LabelFileOptions {
        annotatorColumns = List.copyOf(annotatorColumns);
        gaps = List.copyOf(gaps);
    }

    /** Returns whether {@link #charset} knows a name. */
    public static boolean isCharset(String name) {
        try {
            charset(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns a character set by its name; {@code latin-1} is accepted, too.
     *
     * @throws IllegalArgumentException if Java knows no character set of this name
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
