package io.winnow.trainer.search;

import io.winnow.trainer.model.Preview;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An item that a search found.
 *
 * @param rank rank among all hits, from 1
 * @param key key of the item
 * @param similarity what its distance from the query means, see {@link io.winnow.trainer.model.Similarity#at}
 * @param item what is shown of it
 */
public record SearchHit(int rank, String key, Map<String, Object> similarity, Preview item) {
    /** Returns the similarity in words, such as {@code distance 0.1312, similar yes}. */
    public String sentence() {
        return similarity.keySet().stream()
                .map(name -> name + " " + shown(name))
                .collect(Collectors.joining(", "));
    }

    /** Returns one value of the similarity as a person reads it: the measure itself, which is the first, with more digits than its meaning. */
    public String shown(String name) {
        Object value = similarity.get(name);
        String format = name.equals(similarity.keySet().iterator().next()) ? "%.4f" : "%.2f";
        return value instanceof Boolean is ? (is ? "yes" : "no") : String.format(Locale.ROOT, format, (Double) value);
    }
}
