package io.winnow.datasets.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character that separates the values of a line.
 *
 * @param separator comma, semicolon, tab, vertical bar, or the character that a first line {@code sep=;} declares, as Excel writes it
 * @param skip number of characters of that first line, including its line break; 0 if there is no such line
 */
public record Delimiter(char separator, int skip) {
    /** In order of preference if two separate the rows equally well: commas also occur in numbers and sentences. */
    private static final String SEPARATORS = "\t|;,";

    private static final int TAB = SEPARATORS.indexOf('\t');
    private static final int COMMA = SEPARATORS.indexOf(',');
    private static final Pattern SEP_LINE =
            Pattern.compile("\"?sep=(.)\"?[\\h;,|]*(\r\n|\r|\n|\\z)", Pattern.CASE_INSENSITIVE);
    private static final int ROWS = 20;

    /** How often each separator occurs in each row outside of quotes, and whether all commas are between digits. */
    private record Counts(List<int[]> rows, boolean decimalCommas) {
        boolean has(int separator) {
            return rows.stream().anyMatch(row -> row[separator] > 0);
        }

        /** The most frequent count of a separator per row; of several, the largest. Rows without the separator are ignored. */
        int usual(int separator) {
            Map<Integer, Integer> frequency = new HashMap<>();
            rows.forEach(row -> frequency.merge(row[separator], 1, Integer::sum));
            frequency.remove(0);
            return frequency.entrySet().stream()
                    .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .orElse(0);
        }

        /** The number of rows with that count. */
        long steady(int separator) {
            int usual = usual(separator);
            return usual == 0
                    ? 0
                    : rows.stream().filter(row -> row[separator] == usual).count();
        }

        /** Leaves out what does not occur in the first row. */
        Counts ofHeader() {
            List<int[]> counts = rows.stream().map(int[]::clone).toList();
            for (int[] row : counts) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.get(0)[i] == 0 ? 0 : row[i];
                }
            }
            return new Counts(counts, decimalCommas);
        }
    }

    /**
     * Detects the separator. A line {@code sep=;} declares it. Files that end in {@code .tsv} and {@code .tab} are tab-separated unless
     * none of the first rows contains a tab. In other files it is the character that occurs equally often in most of the first rows.
     * Separators within quotes are ignored. If all commas are between digits, as decimal commas are, any other separator is preferred to
     * the comma.
     *
     * @param text the file, or its beginning
     * @param fileName name of the file, of which only the ending matters
     */
    public static Delimiter find(String text, String fileName) {
        return find(text, fileName, false);
    }

    /**
     * Detects the separator of a file whose first row names the columns. It is found as {@link #find} does, but what does not occur in the
     * header separates nothing: below the header {@code labels}, the row {@code a|b} is one value. If no separator occurs in the header, it
     * is the comma, or the tab if the name of the file promises tabs.
     *
     * @param text the file, or its beginning
     * @param fileName name of the file, of which only the ending matters
     */
    public static Delimiter ofHeader(String text, String fileName) {
        return find(text, fileName, true);
    }

    private static Delimiter find(String text, String fileName, boolean hasHeader) {
        Matcher line = SEP_LINE.matcher(text);
        if (line.lookingAt()) {
            return new Delimiter(line.group(1).charAt(0), line.end());
        }
        Counts all = count(text);
        Counts counts = hasHeader ? all.ofHeader() : all;
        String name = fileName.toLowerCase(Locale.ROOT);
        boolean tabs = name.endsWith(".tsv") || name.endsWith(".tab");
        if (tabs && counts.has(TAB)) {
            return new Delimiter('\t', 0);
        }
        int best = COMMA;
        for (int i = COMMA - 1; i >= 0; i--) {
            boolean better = counts.steady(i) > counts.steady(best)
                    || (counts.steady(i) == counts.steady(best) && counts.usual(i) >= counts.usual(best));
            if (counts.has(i) && (better || (best == COMMA && counts.decimalCommas()))) {
                best = i;
            }
        }
        // In a file whose name promises tabs, the commas of a column of sentences are not separators.
        boolean whole = counts.steady(best) == counts.rows().size();
        return new Delimiter(tabs && !whole ? '\t' : SEPARATORS.charAt(best), 0);
    }

    /** Counts the separators of the first non-blank rows. */
    private static Counts count(String text) {
        List<int[]> rows = new ArrayList<>();
        int[] row = new int[SEPARATORS.length()];
        boolean decimalCommas = true;
        boolean quoted = false;
        boolean cellStarts = true;
        boolean blank = true;
        for (int i = 0; i < text.length() && rows.size() < ROWS; i++) {
            char character = text.charAt(i);
            if (quoted) {
                quoted = character != '"';
                continue;
            }
            if (character == '\n' || character == '\r') {
                if (!blank) {
                    rows.add(row);
                }
                row = new int[SEPARATORS.length()];
                cellStarts = true;
                blank = true;
                continue;
            }
            int place = SEPARATORS.indexOf(character);
            if (place >= 0) {
                row[place]++;
                decimalCommas &= place != COMMA || (isDigit(text, i - 1) && isDigit(text, i + 1));
            }
            // A quote in the middle of a cell is an inch mark or the like; a quote after a quote is an escaped one.
            quoted = character == '"' && (cellStarts || text.charAt(i - 1) == '"');
            cellStarts = place >= 0 || (cellStarts && character == ' ');
            blank &= Character.isWhitespace(character);
        }
        if (!blank && rows.size() < ROWS) {
            rows.add(row);
        }
        return new Counts(rows, decimalCommas);
    }

    private static boolean isDigit(String text, int index) {
        return index >= 0 && index < text.length() && Character.isDigit(text.charAt(index));
    }
}
