package io.winnow.trainer.filter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a filter says of each example of a pool.
 *
 * @param name name of the filter in the configuration
 * @param kept whether it keeps each example (N)
 * @param values value by which it decides on each example (N), as a text; empty if there is none
 * @param reasons names of the reasons why it drops each example (N); empty for those that it keeps
 * @param scoring the scores, if the filter has any
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record FilterResult(
        String name,
        boolean[] kept,
        List<String> values,
        List<List<String>> reasons,
        Optional<Scoring> scoring,
        List<String> notes) {
    /**
     * The scores of a filter.
     *
     * @param scores score of each example (N); NaN if there is none
     * @param highest whether high scores are the best
     * @param threshold the worst score that is kept; empty if there is none, or several
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
    public record Scoring(double[] scores, boolean highest, OptionalDouble threshold) {
        /** Returns the examples with a score from the best to the worst; equal ones by their number. */
        int[] order() {
            return IntStream.range(0, scores.length)
                    .filter(i -> !Double.isNaN(scores[i]))
                    .boxed()
                    .sorted((a, b) ->
                            highest ? Double.compare(scores[b], scores[a]) : Double.compare(scores[a], scores[b]))
                    .mapToInt(i -> i)
                    .toArray();
        }
    }

    /** Creates the result of a filter without scores, which drops exactly the examples with reasons. */
    static FilterResult byReasons(String name, List<String> values, List<List<String>> reasons, List<String> notes) {
        boolean[] kept = new boolean[reasons.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = reasons.get(i).isEmpty();
        }
        return new FilterResult(name, kept, values, reasons, Optional.empty(), notes);
    }

    /** Returns the number of examples that the filter keeps. */
    public int count() {
        return (int) IntStream.range(0, kept.length).filter(i -> kept[i]).count();
    }

    /** Returns how many examples each reason drops, in the order in which the reasons first occur. An example may have several. */
    public Map<String, Integer> reasonCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        reasons.forEach(each -> each.forEach(reason -> counts.merge(reason, 1, Integer::sum)));
        return counts;
    }

    /** Returns what both of two selections keep. */
    static boolean[] both(boolean[] a, boolean[] b) {
        boolean[] both = Arrays.copyOf(a, a.length);
        for (int i = 0; i < both.length; i++) {
            both[i] &= b[i];
        }
        return both;
    }
}
