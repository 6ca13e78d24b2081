package io.winnow.datasets.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a data set did not take from its folders and archives.
 *
 * @param passedOver by reason, in the order in which the reasons came up
 * @param warnings whole sentences about what was read and looks like a mistake
 */
public record ReadReport(List<PassedOver> passedOver, List<String> warnings) {
    /** Everything was read. */
    public static final ReadReport EMPTY = new ReadReport(List.of(), List.of());

    private static final int MOST_EXAMPLES = 3;

    /**
     * Files or entries that are no part of the data set.
     *
     * @param reason what they are, such as {@code files ending in .txt}
     * @param examples the first few names
     */
    public record PassedOver(String reason, int count, List<String> examples) {
        @Override
        public String toString() {
            return count + " " + reason + " (" + String.join(", ", examples)
                    + (count > examples.size() ? ", ..)" : ")");
        }
    }

    public ReadReport {
        passedOver = List.copyOf(passedOver);
        warnings = List.copyOf(warnings);
    }

    /** How many files or entries were passed over. */
    public int count() {
        return passedOver.stream().mapToInt(PassedOver::count).sum();
    }

    /** All in one sentence, for a log; empty when nothing was passed over. */
    public String sentence() {
        return passedOver.isEmpty()
                ? ""
                : "Passed over: "
                        + passedOver.stream().map(PassedOver::toString).collect(Collectors.joining("; ")) + ".";
    }

    /** Collects a report. Not safe for several threads. */
    static final class Builder {
        private final Map<String, List<String>> examples = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();

        void passOver(String reason, String name) {
            counts.merge(reason, 1, Integer::sum);
            List<String> names = examples.computeIfAbsent(reason, key -> new ArrayList<>());
            if (names.size() < MOST_EXAMPLES) {
                names.add(Names.printable(name));
            }
        }

        void warn(String sentence) {
            warnings.add(sentence);
        }

        ReadReport build() {
            List<PassedOver> passedOver = counts.entrySet().stream()
                    .map(count ->
                            new PassedOver(count.getKey(), count.getValue(), List.copyOf(examples.get(count.getKey()))))
                    .toList();
            return new ReadReport(passedOver, warnings);
        }
    }
}
