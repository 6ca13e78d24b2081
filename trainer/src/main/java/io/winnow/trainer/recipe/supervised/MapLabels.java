package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import io.winnow.trainer.labelmap.LabelMap;
import io.winnow.trainer.labelmap.LabelMapInfo;
import io.winnow.trainer.labelmap.LabelMaps;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** The targets of views by the label maps of a teacher. */
final class MapLabels implements AutoCloseable {
    private final LabelMapOptions options;
    private final LabelMaps maps;
    private final TaskData data;
    /** For each class of the training, its number in the maps. */
    private final int[] numbers;

    private MapLabels(LabelMapOptions options, LabelMaps maps, TaskData data) {
        this.options = options;
        this.maps = maps;
        this.data = data;
        numbers = data.inputs().requireTarget().names().stream()
                .mapToInt(maps.info().classes()::indexOf)
                .toArray();
    }

    /** Opens the maps of a training. */
    static MapLabels open(LabelMapOptions options, TaskData data) {
        try {
            return new MapLabels(options, LabelMaps.open(options.folder()), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the targets (B, C) of the views of a batch.
     *
     * @param examples shape of the images of the batch as they were read (B, C, H, W)
     * @param key key of the random draws of the batch
     */
    NDArray of(ExampleBatch batch, Shape examples, Views views, long key, NDManager manager) {
        List<CropBox> boxes = options.pooling() == LabelMapOptions.Pooling.GLOBAL
                ? List.of()
                : views.boxes(examples, batch.first(), key, BatchStreams.VIEW).orElseThrow();
        if (!boxes.isEmpty()) {
            requireSamePart(examples.get(2), examples.get(3));
        }
        int[] indices = batch.indices();
        float[] targets = new float[indices.length * numbers.length];
        for (int i = 0; i < indices.length; i++) {
            double[] target = target(map(indices[i]), boxes.isEmpty() ? CropBox.WHOLE : boxes.get(i));
            for (int c = 0; c < numbers.length; c++) {
                targets[i * numbers.length + c] = (float) target[c];
            }
        }
        return manager.create(targets, new Shape(indices.length, numbers.length));
    }

    private void requireSamePart(long height, long width) {
        LabelMapInfo info = maps.info();
        if (!info.showSamePart(height, width)) {
            throw new UserException("classify.label_maps.folder has maps of " + info.height() + "x" + info.width()
                    + " places (height x width), but the images of this training have " + height + "x" + width
                    + " pixels, so that the maps show another part of them. Use a teacher whose input has the same"
                    + " aspect ratio, or set label_maps.pooling to global.");
        }
    }

    private LabelMap map(int example) {
        try {
            return maps.of(data.train().key(example));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The target of a view that shows a part of an image, whose classes are those of the training. */
    private double[] target(LabelMap map, CropBox box) {
        boolean late = options.average() == LabelMapOptions.Average.LOGITS;
        double[] pooled = (late ? map : map.probabilities(options.temperature())).pooled(box);
        double[] target = late ? Temperature.probabilities(pooled, options.temperature()) : pooled;
        int first = Ranks.largest(target);
        if (options.target() == LabelMapOptions.Kind.SINGLE) {
            Arrays.fill(target, 0);
            target[first] = 1;
        }
        return Arrays.stream(numbers).mapToDouble(number -> target[number]).toArray();
    }

    @Override
    public void close() {
        try {
            maps.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
