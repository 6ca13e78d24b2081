package io.winnow.trainer.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Examples that explain a class.
 *
 * @param name name of the class
 * @param examples items that retrieve the class best together, in the order in which they were chosen
 * @param like items of the most similar other classes that are most like the examples
 * @param odd items of the class that are least like the examples
 * @param words words that are typical of the class; empty if the items are no texts
 * @param precision average precision by each way to choose examples, on items that no way has seen; empty if there are too few items
 */
record ClassExamples(
        String name,
        List<Integer> examples,
        List<Integer> like,
        List<Integer> odd,
        List<String> words,
        Map<String, Double> precision) {
    ClassExamples {
        examples = List.copyOf(examples);
        like = List.copyOf(like);
        odd = List.copyOf(odd);
        words = List.copyOf(words);
        precision = Collections.unmodifiableMap(new LinkedHashMap<>(precision));
    }
}
