package io.winnow.trainer.recipe;

import io.winnow.datasets.Plural;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.modality.TaskData;
import java.util.ArrayList;
import java.util.List;

/** Describes the data of an experiment, after a first batch of them has been read. */
final class FirstBatch {
    private static final int BATCH = 16;

    private FirstBatch() {}

    /** Reads a first batch, and returns lines that describe the training and test data. */
    static List<String> of(TaskData data) {
        try (ExampleLoader loader = data.trainLoader(Math.min(BATCH, data.trainExamples().length));
                ExampleLoader.Batches batches = loader.inOrder();
                ExampleBatch first = batches.next()) {
            List<String> lines = new ArrayList<>();
            lines.add("Train: "
                    + described(data.train(), data.trainExamples().length, data.unit()) + " (the first "
                    + first.size() + " were read).");
            lines.add("Test: " + described(data.test(), data.test().size(), data.unit()) + ".");
            lines.addAll(data.notes());
            return lines;
        }
    }

    private static String described(Dataset<?> items, int used, String unit) {
        return items.name() + ": " + used + (used == items.size() ? "" : " of " + items.size()) + " " + unit + ", "
                + (items.labels() instanceof NoLabels
                        ? "no labels"
                        : items.labels() instanceof NumberLabels numbers
                                ? Plural.of(numbers.names().size(), "number to predict", "numbers to predict")
                                : items.labels().classCount() + " classes");
    }
}
