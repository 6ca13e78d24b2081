package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.model.Item;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The records of another file than those of a training.
 *
 * @param items those that can be read; empty if there are none
 * @param blank the others, whose text is blank
 */
public record OtherRecords(Optional<Dataset<?>> items, List<DescribedData.Blank> blank) {
    static OtherRecords of(Dataset<?> items) {
        return new OtherRecords(Optional.of(items), List.of());
    }

    /** Returns the same records with reasons in which a file has another name. */
    OtherRecords named(UnaryOperator<String> naming) {
        return new OtherRecords(
                items,
                blank.stream()
                        .map(each -> new DescribedData.Blank(each.before(), each.key(), naming.apply(each.why())))
                        .toList());
    }

    int size() {
        return items.map(Dataset::size).orElse(0);
    }

    /**
     * Returns the items {@code from} to {@code to}, before each of them the blank ones that precede it in the file, and after the last one of
     * the file the remaining ones.
     *
     * @param part the items {@code from} to {@code to}, or all of the file
     * @param prefix begin of the keys
     */
    List<Item<RecordReader.Row>> between(int from, int to, Optional<Dataset<?>> part, String prefix) {
        Iterator<DescribedData.Blank> absent = blank.stream()
                .filter(each -> each.before() >= from && (each.before() < to || to == size()))
                .iterator();
        DescribedData.Blank next = absent.hasNext() ? absent.next() : null;
        List<Item<RecordReader.Row>> all = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            while (next != null && next.before() == i) {
                all.add(Item.failing(prefix + next.key(), next.why()));
                next = absent.hasNext() ? absent.next() : null;
            }
            if (i < to) {
                Dataset<?> own = part.orElseThrow();
                all.add(Item.of(prefix + own.key(i - from), new RecordReader.Row(own, i - from)));
            }
        }
        return all;
    }
}
