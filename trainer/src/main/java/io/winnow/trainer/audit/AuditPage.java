package io.winnow.trainer.audit;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.audit.item.ItemFinding;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.modality.LabelledExamples;
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

    /** Kind of the cards on suspicious labels, beside those of {@link ItemFinding.Kind}. */
    private static final String LABEL = "label";

    /** The corrected label of an example that is not to be used. */
    private static final String LEFT_OUT = "";

    private AuditPage() {}

    /**
     * Returns the page.
     *
     * @param items what was found on examples
     * @param top number of labels of each list, and of findings of each kind, on the page
     */
    static String of(Findings findings, ItemFindings items, LabelledExamples data, int top) throws IOException {
        List<Map<String, Object>> cards = new ArrayList<>();
        Previews previews = new Previews(data, new TreeMap<>());
        for (Suspect suspect : findings.suspects(top)) {
            int[] near = findings.disagreeing(suspect, NEIGHBOURS);
            Map<String, Object> card = new LinkedHashMap<>();
            card.put("kind", LABEL);
            card.put("row", suspect.row());
            card.put("list", suspect.list());
            card.put("given", suspect.given());
            card.put("suggested", suspect.suggested());
            card.put("wrong", suspect.wrong());
            suspect.confidence().ifPresent(each -> card.put("confidence", each));
            card.put("near", near);
            cards.add(card);
            previews.put(suspect.row());
            for (int row : near) {
                previews.put(row);
            }
        }
        for (ItemFinding found : items.first(top)) {
            cards.add(card(found, findings, previews));
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
        content.put("previews", previews.shown);
        content.put("items", items.sentence());
        content.put("keys", keys);
        content.put("texts", List.copyOf(labels.numbers.keySet()));
        content.put("labels", labels.used);
        return Page.fill(AuditPage.class, "page.html", content);
    }

    /** Of examples that contradict each other, the label of the other one is suggested; of others, to leave the example out. */
    private static Map<String, Object> card(ItemFinding found, Findings findings, Previews previews)
            throws IOException {
        Map<String, Object> card = new LinkedHashMap<>();
        int row = found.example().row();
        String suggested = found.kind() == ItemFinding.Kind.CONTRADICTION
                ? found.other().orElseThrow().label()
                : LEFT_OUT;
        card.put("kind", found.kind().id());
        card.put("row", row);
        card.put("list", "");
        card.put("given", findings.label(row));
        card.put("suggested", findings.names().contains(suggested) ? suggested : LEFT_OUT);
        card.put("measure", found.measure());
        card.put("near", new int[0]);
        previews.put(row);
        if (found.other().isPresent()) {
            ItemFinding.Example other = found.other().get();
            Map<String, Object> shown = new HashMap<>();
            shown.put("key", other.key());
            shown.put("part", other.partName());
            shown.put("label", other.label());
            shown.put("preview", previews.put(other));
            card.put("other", shown);
        }
        return card;
    }

    /**
     * What the page shows of examples.
     *
     * @param data the examples
     * @param shown previews by the row of a training example, or the part and the index of another one
     */
    private record Previews(LabelledExamples data, Map<String, Map<String, Object>> shown) {
        void put(int row) throws IOException {
            put(Integer.toString(row), TaskData.Part.TRAIN, data.trainExamples()[row]);
        }

        /** Returns the name of the preview. */
        String put(ItemFinding.Example example) throws IOException {
            String name =
                    example.row() >= 0 ? Integer.toString(example.row()) : example.partName() + " " + example.index();
            put(name, example.part(), example.index());
            return name;
        }

        private void put(String name, TaskData.Part part, int index) throws IOException {
            if (!shown.containsKey(name)) {
                Map<String, Object> preview = new HashMap<>();
                Page.put(preview, data.preview(part, index));
                shown.put(name, preview);
            }
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
