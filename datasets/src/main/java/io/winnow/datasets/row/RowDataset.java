package io.winnow.datasets.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.MemoryDataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import java.util.List;

/** Rows of a table in memory. */
public final class RowDataset extends MemoryDataset<Row> {
    private final ItemContent.Values values;

    /**
     * Creates a data set.
     *
     * @param name a short name for messages and manifests
     * @param keys name of each row (N)
     * @param values the columns and the cells (N, C)
     * @param labels what is known of each row (N)
     */
    public RowDataset(String name, List<String> keys, ItemContent.Values values, Labels labels, ReadReport report) {
        super(name, keys, values.size(), labels, report, digest(keys, values, labels));
        this.values = values;
    }

    /**
     * Takes the rows that a description names.
     *
     * @param labels what is known of each item: one of the labels of {@code data}, or {@link NoLabels}
     * @throws DataException if the items are not rows
     */
    public static RowDataset of(DescribedData data, Labels labels) throws DataException {
        if (!(data.content() instanceof ItemContent.Values values)) {
            throw new DataException(
                    "The items of " + data.name() + " are texts or files, not rows of values. Describe the"
                            + " columns of the values, or train on texts or images.");
        }
        return new RowDataset(data.name(), data.keys(), values, labels, new ReadReport(List.of(), data.warnings()));
    }

    private static String digest(List<String> keys, ItemContent.Values values, Labels labels) {
        Fingerprint digest = new Fingerprint().add(values.columns().size());
        values.columns().forEach(column -> add(digest, column));
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            add(digest, keys.get(i));
            values.cells().get(i).forEach(cell -> add(digest, cell));
        }
        return labels.addTo(digest).hex();
    }

    /** Adds a text with its length, so that no two tables have the same bytes. */
    private static Fingerprint add(Fingerprint digest, String text) {
        return digest.add(text.length()).add(text);
    }

    /** The names of the columns and the cells of all rows. */
    public ItemContent.Values values() {
        return values;
    }

    @Override
    public Row item(int index) {
        return new Row(values.columns(), values.cells().get(index), values.decimal());
    }
}
