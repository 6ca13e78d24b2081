package io.winnow.trainer.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What distinguishes a trial: one value for each key of the search.
 *
 * @param trial number of the trial, from 1
 * @param values values by the dotted paths of their keys, as they are written in YAML, in the order of the options
 */
public record Setting(int trial, Map<String, String> values) {
    public Setting {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the values as overrides, each as {@code KEY=VALUE}. */
    public List<String> assignments() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** Returns the last part of a key, or the whole key if another one ends alike. */
    public static String shortName(String key, List<String> keys) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        return keys.stream()
                                .filter(each -> each.equals(last) || each.endsWith("." + last))
                                .count()
                        > 1
                ? key
                : last;
    }

    @Override
    public String toString() {
        return assignments().stream().collect(Collectors.joining(", "));
    }
}
