package io.winnow.trainer.filter;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pool with the verdicts of all filters. Every filter judges every example, so that the reasons of an example are complete.
 *
 * @param results results of the filters, the first of which is that of {@link PoolCheck}
 * @param kept whether all filters keep each example (N)
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record Filtered(Pool pool, List<FilterResult> results, boolean[] kept, List<String> notes) {
    /** Applies the filters of a configuration. */
    public static Filtered of(FilterConfig config, Measures measures) throws IOException {
        Pool pool = measures.pool();
        List<FilterResult> results = new ArrayList<>();
        results.add(PoolCheck.of(measures));
        for (Map.Entry<String, FilterRule> each : config.filters().entrySet()) {
            results.add(each.getValue().apply(each.getKey(), measures));
        }
        boolean[] kept = results.get(0).kept();
        for (FilterResult result : results) {
            kept = FilterResult.both(kept, result.kept());
        }
        List<String> notes = new ArrayList<>(pool.notes());
        notes.addAll(measures.notes());
        for (FilterResult result : results) {
            notes.addAll(result.notes());
            if (result.count() == pool.size() && !result.name().equals(PoolCheck.NAME)) {
                notes.add(
                        "Warning: the filter " + result.name() + " keeps all " + pool.size() + " " + pool.unit() + ".");
            }
        }
        return new Filtered(pool, List.copyOf(results), kept, List.copyOf(notes));
    }

    /** Returns the examples that all filters keep, ascending. */
    public int[] examples() {
        return IntStream.range(0, kept.length).filter(i -> kept[i]).toArray();
    }

    /**
     * Requires that each filter keeps an example, and that all together do.
     *
     * @throws UserException if not; the message has the reasons and how many examples each of them drops
     */
    public void requireSome() {
        for (FilterResult result : results) {
            if (result.count() == 0) {
                throw new UserException("The filter " + result.name() + " keeps none of the " + pool.size() + " "
                        + pool.unit() + " of " + pool.name() + ": " + reasons(result)
                        + result.notes().stream().map(note -> " " + note).collect(Collectors.joining())
                        + " Loosen this filter, or remove it.");
            }
        }
        if (examples().length == 0) {
            throw new UserException("The filters together keep none of the " + pool.size() + " " + pool.unit() + " of "
                    + pool.name() + ", although each of them keeps some: "
                    + results.stream()
                            .map(result -> result.name() + " " + result.count())
                            .collect(Collectors.joining(", "))
                    + ". Loosen some of them; --dry-run shows how they agree.");
        }
    }

    private static String reasons(FilterResult result) {
        return result.reasonCounts().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "))
                + ".";
    }

    /**
     * Returns what each filter says of an example, a line each.
     *
     * @throws UserException if the pool has no example with this key
     */
    public List<String> explain(String key) {
        int example = pool.keys().indexOf(key);
        if (example < 0) {
            throw new UserException("There is no example with the key '" + key + "' in " + pool.name()
                    + EditDistance.nearest(key, pool.keys())
                            .map(near -> "; the nearest key is '" + near
                                    + "'. Name that one, or another one with --explain.")
                            .orElse(", whose keys are such as '" + pool.keys().get(0)
                                    + "'. Name one of them with --explain."));
        }
        List<String> lines = new ArrayList<>();
        lines.add(key + ": " + (kept[example] ? "kept" : "dropped"));
        pool.captions().get(example).ifPresent(caption -> lines.add("  caption: " + caption));
        pool.classes().get(example).ifPresent(label -> lines.add("  class: " + label));
        for (FilterResult result : results) {
            String value = result.values().get(example);
            List<String> reasons = result.reasons().get(example);
            String limit = result.scoring().isPresent()
                            && result.scoring().get().threshold().isPresent()
                    ? (result.scoring().get().highest() ? "; kept from " : "; kept up to ")
                            + ScoreRule.text(result.scoring().get().threshold().getAsDouble())
                    : "";
            lines.add("  " + result.name() + ": "
                    + (result.kept()[example] ? "kept" : "dropped because of " + String.join(", ", reasons))
                    + (value.isEmpty() ? "" : " (" + value + limit + ")"));
        }
        return lines;
    }
}
