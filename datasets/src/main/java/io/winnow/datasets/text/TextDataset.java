package io.winnow.datasets.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.MemoryDataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import java.util.Arrays;
import java.util.List;

/** Texts in memory. */
public final class TextDataset extends MemoryDataset<Text> {
    private final List<Text> texts;

    /**
     * Creates a data set.
     *
     * @param name a short name for messages and manifests
     * @param keys name of each text (N)
     * @param texts the texts (N)
     * @param labels what is known of each text (N)
     */
    public TextDataset(String name, List<String> keys, List<Text> texts, Labels labels, ReadReport report) {
        super(name, keys, texts.size(), labels, report, digest(keys, texts, labels));
        this.texts = List.copyOf(texts);
    }

    /**
     * Creates a data set of texts of which nothing is known.
     *
     * @param name a short name for messages
     * @param keys name of each text (N)
     */
    public static TextDataset unlabelled(String name, List<String> keys, List<Text> texts) {
        return new TextDataset(name, keys, texts, new NoLabels(texts.size()), ReadReport.EMPTY);
    }

    /**
     * Takes the texts that a description names.
     *
     * @param labels what is known of each item: one of the labels of {@code data}, or {@link NoLabels}
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

    /**
     * Returns some of the texts, without labels.
     *
     * @param examples indices of the texts (N)
     */
    public TextDataset part(int[] examples) {
        return unlabelled(
                name(),
                Arrays.stream(examples).mapToObj(this::key).toList(),
                Arrays.stream(examples).mapToObj(texts::get).toList());
    }

    private static String digest(List<String> keys, List<Text> texts, Labels labels) {
        Fingerprint digest = new Fingerprint();
        for (int i = 0; i < Math.min(keys.size(), texts.size()); i++) {
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
    public Text item(int index) {
        return texts.get(index);
    }
}
