package io.winnow.trainer.audit;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.page.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page on which a person accepts, changes and dismisses suggested labels. It saves {@code corrections.csv}, with a line for each example
 * and the columns {@code key}, {@code given}, {@code suggested}, {@code decision} and {@code corrected}.
 */
final class AuditPage {
    /** Name of the file that the page saves. */
    static final String CORRECTIONS = "corrections.csv";

    /** Number of neighbours beside a label. */
    private static final int NEIGHBOURS = 3;

    private static final int STORAGE_DIGITS = 16;

    private AuditPage() {}

    /** @param top number of labels of each list on the page */
    static String of(Findings findings, TaskData data, int top) throws IOException {
        List<Map<String, Object>> cards = new ArrayList<>();
        Map<Integer, Map<String, Object>> previews = new TreeMap<>();
        for (Suspect suspect : findings.suspects(top)) {
            int[] near = findings.disagreeing(suspect, NEIGHBOURS);
            Map<String, Object> card = new LinkedHashMap<>();
            card.put("row", suspect.row());
            card.put("list", suspect.list());
            card.put("given", suspect.given());
            card.put("suggested", suspect.suggested());
            card.put("wrong", suspect.wrong());
            suspect.confidence().ifPresent(each -> card.put("confidence", each));
            card.put("near", near);
            cards.add(card);
            preview(suspect.row(), data, previews);
            for (int row : near) {
                preview(row, data, previews);
            }
        }
        List<String> keys = new ArrayList<>();
        LabelTexts labels = new LabelTexts();
        for (int row = 0; row < findings.size(); row++) {
            keys.add(data.train().key(data.trainExamples()[row]));
            labels.add(findings.label(row));
        }
        data.idleLabels().forEach((example, label) -> {
            keys.add(data.train().key(example));
            labels.add(label);
        });
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("name", Page.name(data.train().name()));
        content.put("method", findings.method());
        content.put("measure", findings.measure());
        content.put("answer", findings.answer().name().toLowerCase(Locale.ROOT));
        content.put("sentence", findings.sentence());
        content.put("names", findings.names());
        content.put("file", CORRECTIONS);
        // Decisions that a browser keeps belong to these examples with these labels.
        content.put("fingerprint", fingerprint(keys, labels));
        content.put("cards", cards);
        content.put("previews", previews);
        content.put("keys", keys);
        content.put("texts", List.copyOf(labels.numbers.keySet()));
        content.put("labels", labels.used);
        return Page.fill(AuditPage.class, "page.html", content);
    }

    private static void preview(int row, TaskData data, Map<Integer, Map<String, Object>> previews) throws IOException {
        if (!previews.containsKey(row)) {
            Map<String, Object> shown = new HashMap<>();
            Page.put(shown, data.preview(data.trainExamples()[row]));
            previews.put(row, shown);
        }
    }

    private static String fingerprint(List<String> keys, LabelTexts labels) {
        return new Fingerprint()
                .addAll(keys)
                .addAll(List.copyOf(labels.numbers.keySet()))
                .add(labels.used.stream().mapToInt(Integer::intValue).toArray())
                .hex()
                .substring(0, STORAGE_DIGITS);
    }

    /** Labels as numbers of their distinct texts, since a page repeats few texts often. */
    private static final class LabelTexts {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final List<Integer> used = new ArrayList<>();

        private void add(String label) {
            Integer number = numbers.get(label);
            if (number == null) {
                number = numbers.size();
                numbers.put(label, number);
            }
            used.add(number);
        }
    }
}
