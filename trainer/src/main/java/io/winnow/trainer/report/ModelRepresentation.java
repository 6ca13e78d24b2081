package io.winnow.trainer.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Representations of a model.
 *
 * @param path what the user calls the model
 * @param model the model
 * @param data data whose items it takes
 * @param manager a manager on the device of the model
 */
public record ModelRepresentation(String path, TrainedModel model, ReportData data, NDManager manager)
        implements Representation {
    private static final int BATCH = 1024;

    /** @throws UserException if the model takes other items than those of the data, or if these are rows */
    public ModelRepresentation {
        String takes = model.reader().unit();
        if (!takes.equals(data.items().unit()) || data.items() instanceof ItemKind.Rows) {
            throw new UserException("--run is " + path + ", a model of " + takes + ", but the report is on "
                    + data.items().unit()
                    + ". Name a model of these, or leave out --run. Rows have no representation in a report.");
        }
    }

    @Override
    public String name() {
        return "representations of " + path;
    }

    @Override
    public float[][] of(int[] items) throws IOException {
        float[][] vectors = new float[items.length][];
        if (data.items() instanceof ItemKind.Texts texts) {
            List<String> keys = Arrays.stream(items).mapToObj(data.keys()::get).toList();
            TextDataset chosen = TextDataset.unlabelled(
                    data.name(),
                    keys,
                    Arrays.stream(items).mapToObj(texts.texts()::get).toList());
            fill(vectors, chosen, all(items.length), all(items.length));
            return vectors;
        }
        List<ItemKind.Place<Image>> places = ((ItemKind.Images) data.items()).places();
        List<Dataset<Image>> sources = Arrays.stream(items)
                .mapToObj(item -> places.get(item).items())
                .distinct()
                .toList();
        for (Dataset<Image> images : sources) {
            int[] own = Arrays.stream(all(items.length))
                    .filter(i -> places.get(items[i]).items() == images)
                    .toArray();
            int[] indices =
                    Arrays.stream(own).map(i -> places.get(items[i]).index()).toArray();
            fill(vectors, images, indices, own);
        }
        return vectors;
    }

    private static int[] all(int count) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /**
     * Computes vectors.
     *
     * @param indices indices of the items in the data set
     * @param rows where their vectors belong
     */
    private void fill(float[][] vectors, Dataset<?> source, int[] indices, int[] rows) throws IOException {
        for (int begin = 0; begin < rows.length; begin += BATCH) {
            int end = Math.min(rows.length, begin + BATCH);
            try (NDManager scope = manager.newSubManager()) {
                NDArray computed = model.run(source, Arrays.copyOfRange(indices, begin, end), scope);
                float[] numbers = computed.toFloatArray();
                int width = numbers.length / (end - begin);
                for (int i = begin; i < end; i++) {
                    vectors[rows[i]] = Representation.unit(
                            Arrays.copyOfRange(numbers, (i - begin) * width, (i - begin + 1) * width));
                }
            }
        }
    }
}
