package io.winnow.datasets.example;

import io.winnow.datasets.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parts of folders and archives that a data set skipped.
 *
 * @param passedOver skipped files by reason, in the order in which the reasons occurred
 * @param warnings sentences about data that were read but look like a mistake
 */
public record ReadReport(List<PassedOver> passedOver, List<String> warnings) {
    /** Nothing was skipped. */
    public static final ReadReport EMPTY = new ReadReport(List.of(), List.of());

    private static final int MOST_EXAMPLES = 3;

    /**
     * Files or entries that are not part of the data set.
     *
     * @param reason what they are, such as {@code files ending in .txt}
     * @param count number of files or entries
     * @param examples the first few names
     */
    public record PassedOver(String reason, int count, List<String> examples) {
        @Override
        public String toString() {
            return reason + ": " + count + " (" + String.join(", ", examples)
                    + (count > examples.size() ? ", ..)" : ")");
        }
    }

    public ReadReport {
        passedOver = List.copyOf(passedOver);
        warnings = List.copyOf(warnings);
    }

    /** The number of files or entries that were skipped. */
    public int count() {
        return passedOver.stream().mapToInt(PassedOver::count).sum();
    }

    /** The report in one sentence, for a log; empty if nothing was skipped. */
    public String sentence() {
        return passedOver.isEmpty()
                ? ""
                : "Passed over: "
                        + passedOver.stream().map(PassedOver::toString).collect(Collectors.joining("; ")) + ".";
    }

    /** Collects a report. Not thread-safe. */
    public static final class Builder {
        private final Map<String, List<String>> examples = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();

        /**
         * Adds a file or an entry that is not part of the data set.
         *
         * @param reason what it is, such as {@code files ending in .txt}
         */
        public void passOver(String reason, String name) {
            counts.merge(reason, 1, Integer::sum);
            List<String> names = examples.computeIfAbsent(reason, key -> new ArrayList<>());
            if (names.size() < MOST_EXAMPLES) {
                names.add(Shown.printable(name));
            }
        }

        /** Adds a sentence about data that look like a mistake. */
        public void warn(String sentence) {
            warnings.add(sentence);
        }

        /** Returns everything that was added. */
        public ReadReport build() {
            List<PassedOver> passedOver = counts.entrySet().stream()
                    .map(count ->
                            new PassedOver(count.getKey(), count.getValue(), List.copyOf(examples.get(count.getKey()))))
                    .toList();
            return new ReadReport(passedOver, warnings);
        }
    }
}
