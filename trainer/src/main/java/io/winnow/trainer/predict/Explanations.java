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

/**
 * The words that the predicted classes of texts look at most.
 *
 * @param explainer says how much each class looks at each word
 * @param target what the predictions mean
 * @param most number of words of a class
 */
public record Explanations(Explainer explainer, Target target, int most) {
    /** Returns the words with the largest weights of each predicted class by its name, the largest first. */
    public Map<String, List<Map<String, Object>>> of(Prediction prediction, NDManager manager) throws IOException {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        List<String> labels = target.labels(prediction.output());
        if (labels.isEmpty()) {
            return all;
        }
        Explainer.Attention attention =
                explainer.of(prediction.batch().items(), prediction.batch().examples()[prediction.row()], manager);
        for (String label : labels) {
            all.put(label, words(attention, target.names().indexOf(label)));
        }
        return all;
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
