package io.winnow.datasets.interaction;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.IsoTime;
import io.winnow.datasets.interaction.InteractionSplit.Choice;
import io.winnow.datasets.source.Numeral;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The times of choices, and what may be wrong with them. */
final class ChoiceTimes {
    /** Largest share of the users whose division may depend on the order of the file without a warning. */
    private static final double MANY_TIES = 0.05;

    private static final String SECONDS = "seconds";
    private static final String OTHERS = "other numbers";

    /** The units of times since 1970, by the number of seconds that they have. */
    private static final Map<String, Double> UNITS =
            Map.of(SECONDS, 1.0, "milliseconds", 1e-3, "microseconds", 1e-6, "nanoseconds", 1e-9);

    /** 1979 and 2103: numbers outside of these years are no times since 1970. */
    private static final double EARLIEST = 3e8;

    private static final double LATEST = 4.2e9;

    private final String column;
    private final Map<String, Long> firstLines = new TreeMap<>();
    private boolean dates;
    private int divided;
    private int tied;

    /** @param column column of the times */
    ChoiceTimes(String column) {
        this.column = column;
    }

    /** Reads a time: a number, a date, or a date and a time of ISO 8601. */
    double of(FileRecord row) throws DataException {
        String text = row.get(column);
        if (Numeral.isNumber(text)) {
            double number = Numeral.parse(text);
            firstLines.putIfAbsent(unit(number), row.line());
            return number;
        }
        Instant time = IsoTime.find(text)
                .orElseThrow(() -> row.error(column + " is '" + text
                        + "', but must be a number, or a time such as 2026-01-31, 2026-01-31T12:00:00 or"
                        + " 2026-01-31T12:00:00+02:00"));
        dates = true;
        firstLines.putIfAbsent(SECONDS, row.line());
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    private static String unit(double number) {
        return UNITS.entrySet().stream()
                .filter(each -> number * each.getValue() >= EARLIEST && number * each.getValue() <= LATEST)
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(OTHERS);
    }

    /**
     * Takes the division of a user.
     *
     * @param sorted her choices by time
     * @param bounds the indices at which they are divided
     */
    void divide(List<Choice> sorted, int... bounds) {
        divided++;
        for (int bound : bounds) {
            if (bound < sorted.size()
                    && sorted.get(bound - 1).time() == sorted.get(bound).time()) {
                tied++;
                return;
            }
        }
    }

    /** Returns what may be wrong with the times, as sentences. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        // Numbers that are no times since 1970 count from another time, in which any size is possible.
        if (firstLines.size() > 1 && (dates || !firstLines.containsKey(OTHERS))) {
            notes.add("Warning: the times in the column " + column + " do not compare: "
                    + firstLines.entrySet().stream()
                            .map(each -> each.getKey() + " (line " + each.getValue() + ")")
                            .collect(Collectors.joining(", "))
                    + ". " + (dates ? "Dates count as seconds since 1970. " : "")
                    + "Write all of them in the same unit.");
        }
        if (tied > 0) {
            notes.add((tied > MANY_TIES * divided ? "Warning: " : "") + "of " + Plural.of(tied, "users")
                    + " of " + divided + ", the first test or validation item has the same time as the item before it,"
                    + " so that the order of the file decides which is the last.");
        }
        return notes;
    }
}
