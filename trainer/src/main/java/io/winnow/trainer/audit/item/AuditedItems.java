package io.winnow.trainer.audit.item;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.row.Row;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.text.Text;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.report.ItemKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The examples of all parts of the data of a run: first the training examples in use, in the order of the audit, then those of the other
 * parts.
 *
 * @param data the data
 * @param parts part of each example (N)
 * @param indices index of each example in its part (N)
 */
@SuppressWarnings("ArrayRecordComponent") // an index; never compared
record AuditedItems(LabelledExamples data, TaskData.Part[] parts, int[] indices) {
    /** Names of the parts, where {@code train} is the one that is learned from. */
    private static final List<String> NAMES = List.of("train", "validation", "test");

    static AuditedItems of(LabelledExamples data) {
        List<TaskData.Part> parts = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        for (TaskData.Part part : TaskData.Part.values()) {
            if (part != TaskData.Part.VALIDATION || data.validation().isPresent()) {
                for (int index : data.indices(part)) {
                    parts.add(part);
                    indices.add(index);
                }
            }
        }
        return new AuditedItems(
                data,
                parts.toArray(TaskData.Part[]::new),
                indices.stream().mapToInt(each -> each).toArray());
    }

    int size() {
        return indices.length;
    }

    /** Returns the part of each example. */
    Split split() {
        return new Split(
                NAMES, Arrays.stream(parts).mapToInt(TaskData.Part::ordinal).toArray());
    }

    ItemFinding.Example example(int item) {
        Dataset<?> dataset = data.of(parts[item]);
        return new ItemFinding.Example(
                parts[item],
                indices[item],
                parts[item] == TaskData.Part.TRAIN ? item : -1,
                dataset.key(indices[item]),
                LabelText.of(dataset.labels(), indices[item]));
    }

    /** Returns the items themselves; empty if they are of a kind of which duplicates are not found. */
    Optional<ItemKind> items() throws IOException {
        Object first = size() == 0 ? null : item(0);
        if (first instanceof Image && data.train() instanceof ImageDataset images) {
            List<ItemKind.Place<Image>> places = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                places.add(new ItemKind.Place<>((ImageDataset) data.of(parts[i]), indices[i]));
            }
            return Optional.of(new ItemKind.Images(places, images.channels(), images.decoding()));
        } else if (first instanceof Text) {
            List<Text> texts = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                texts.add((Text) item(i));
            }
            return Optional.of(new ItemKind.Texts(texts));
        } else if (first instanceof Row row) {
            List<List<String>> cells = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                cells.add(((Row) item(i)).cells());
            }
            return Optional.of(new ItemKind.Rows(new ItemContent.Values(row.columns(), cells, row.decimal())));
        }
        return Optional.empty();
    }

    private Object item(int item) throws IOException {
        return data.of(parts[item]).item(indices[item]);
    }
}
