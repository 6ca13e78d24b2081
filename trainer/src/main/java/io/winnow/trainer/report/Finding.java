package io.winnow.trainer.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A problem of the data.
 *
 * @param kind short name of the kind of problem, such as {@code leak}
 * @param severity how much it matters
 * @param what the problem in one sentence
 * @param keys keys of the items that have it
 * @param numbers the numbers of the sentence by their names
 * @param advice what to do, in one sentence
 */
public record Finding(
        String kind, Severity severity, String what, List<String> keys, Map<String, Object> numbers, String advice) {
    public Finding {
        keys = List.copyOf(keys);
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }
}
