package io.winnow.datasets.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import java.util.List;

/** Texts in memory. */
public final class TextDataset implements Dataset<Text> {
    private final String name;
    private final List<String> keys;
    private final List<Text> texts;
    private final Labels labels;
    private final ReadReport report;
    private final String fingerprint;

    /**
     * Creates a data set.
     *
     * @param name a short name for messages and manifests
     * @param keys name of each text (N)
     * @param texts the texts (N)
     * @param labels what is known of each text (N)
     */
    public TextDataset(String name, List<String> keys, List<Text> texts, Labels labels, ReadReport report) {
        if (keys.size() != texts.size() || labels.size() != texts.size()) {
            throw new IllegalArgumentException(name + " has " + texts.size() + " texts, but " + keys.size()
                    + " keys and " + labels.size() + " labels.");
        }
        this.name = name;
        this.keys = List.copyOf(keys);
        this.texts = List.copyOf(texts);
        this.labels = labels;
        this.report = report;
        fingerprint = digest();
    }

    /**
     * Takes the texts that a description names.
     *
     * @param labels what is known of each item: one of the labels of {@code data}, or {@link Labels.None}
     * @throws DataException if the items are not texts
     */
    public static TextDataset of(DescribedData data, Labels labels) throws DataException {
        if (!(data.content() instanceof ItemContent.Texts content)) {
            throw new DataException(
                    "The items of " + data.name() + " are not texts. Name the columns of their parts with inputs.");
        }
        return new TextDataset(
                data.name(),
                data.keys(),
                content.parts().stream()
                        .map(parts -> new Text(parts, content.pair()))
                        .toList(),
                labels,
                new ReadReport(List.of(), data.warnings()));
    }

    private String digest() {
        Fingerprint digest = new Fingerprint();
        for (int i = 0; i < texts.size(); i++) {
            List<String> parts = texts.get(i).parts();
            add(digest, keys.get(i)).add(texts.get(i).pair() ? 1 : 0, parts.size());
            parts.forEach(part -> add(digest, part));
        }
        return labels.addTo(digest).hex();
    }

    /** Adds a text with its length, so that no two lists of texts have the same bytes. */
    private static Fingerprint add(Fingerprint digest, String text) {
        return digest.add(text.length()).add(text);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Text item(int index) {
        return texts.get(index);
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String key(int index) {
        return keys.get(index);
    }

    @Override
    public ReadReport report() {
        return report;
    }
}
