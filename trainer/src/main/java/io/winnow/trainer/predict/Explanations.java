package io.winnow.trainer.predict;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.model.Explainer;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The words that the predicted classes of texts look at most.
 *
 * @param explainer says how much each class looks at each word
 * @param target what the predictions mean
 * @param most number of words of a class
 */
public record Explanations(Explainer explainer, Target target, int most) {
    /**
     * Adds to the line of a prediction, for each predicted class by its name, the words with the largest weights, the largest first; and, if
     * the model read what is known about the text, the share of that in the weights of all words.
     */
    public void addTo(Map<String, Object> line, Prediction prediction, NDManager manager) throws IOException {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        Map<String, Double> shares = new LinkedHashMap<>();
        List<String> labels = target.labels(prediction.output());
        if (!labels.isEmpty()) {
            Explainer.Attention attention =
                    explainer.of(prediction.batch().items(), prediction.batch().examples()[prediction.row()], manager);
            for (String label : labels) {
                int number = target.names().indexOf(label);
                all.put(label, words(attention, number));
                ofEntries(attention, number).ifPresent(share -> shares.put(label, share));
            }
        }
        line.put("explanations", all);
        if (!shares.isEmpty()) {
            line.put("from_entries", shares);
        }
    }

    /** Returns the sum of the weights of the words of entries; empty if there are none. */
    private static OptionalDouble ofEntries(Explainer.Attention attention, int number) {
        int[] words = IntStream.range(0, attention.words().size())
                .filter(w -> attention.words().get(w).entry().isPresent())
                .toArray();
        return words.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(IntStream.of(words)
                        .mapToDouble(w -> attention.weights()[number][w])
                        .sum());
    }

    private List<Map<String, Object>> words(Explainer.Attention attention, int number) {
        List<Map<String, Object>> words = new ArrayList<>();
        float[] weights = attention.weights()[number];
        boolean pairs = attention.words().stream().anyMatch(word -> word.part() > 1);
        for (int w : Ranks.descending(weights)) {
            if (words.size() < most) {
                Explainer.Word word = attention.words().get(w);
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("word", word.text());
                if (pairs) {
                    entry.put("text", word.part());
                }
                word.entry().ifPresent(form -> entry.put("entry", form));
                entry.put("begin", word.begin());
                entry.put("end", word.end());
                entry.put("weight", weights[w]);
                words.add(entry);
            }
        }
        return words;
    }
}
