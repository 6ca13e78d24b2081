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
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** The targets of views by the label maps of a teacher. */
final class MapLabels implements AutoCloseable {
    private final LabelMapOptions options;
    private final LabelMaps maps;
    private final TaskData data;
    private final Target.ViewTargets targets;
    /** For each class of the training, its number in the maps. */
    private final int[] numbers;

    private MapLabels(LabelMapOptions options, LabelMaps maps, TaskData data) {
        this.options = options;
        this.maps = maps;
        this.data = data;
        targets = data.inputs().requireTarget().viewTargets(options.share()).orElseThrow();
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
     * Returns the targets (B, W) of the views of a batch.
     *
     * @param given targets of the whole images (B, W)
     * @param examples shape of the images of the batch as they were read (B, C, H, W)
     * @param key key of the random draws of the batch
     */
    NDArray of(ExampleBatch batch, NDArray given, Shape examples, Views views, long key, NDManager manager) {
        List<CropBox> boxes = options.pooling() == LabelMapOptions.Pooling.GLOBAL
                ? List.of()
                : views.boxes(examples, batch.first(), key, BatchStreams.VIEW).orElseThrow();
        if (!boxes.isEmpty()) {
            requireSamePart(examples.get(2), examples.get(3));
        }
        int[] indices = batch.indices();
        float[] values = given.toFloatArray();
        int width = values.length / indices.length;
        for (int i = 0; i < indices.length; i++) {
            double[] shares = shares(map(indices[i]), boxes.isEmpty() ? CropBox.WHOLE : boxes.get(i));
            float[] whole = Arrays.copyOfRange(values, i * width, (i + 1) * width);
            System.arraycopy(targets.of(whole, shares), 0, values, i * width, width);
        }
        return manager.create(values, given.getShape());
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

    /** The shares of the classes of the training in a view that shows a part of an image. */
    private double[] shares(LabelMap map, CropBox box) {
        boolean late = options.average() == LabelMapOptions.Average.LOGITS;
        double[] pooled = (late ? map : map.probabilities(options.temperature())).pooled(box);
        double[] shares = late ? Temperature.probabilities(pooled, options.temperature()) : pooled;
        int first = Ranks.largest(shares);
        if (options.target() == LabelMapOptions.Kind.SINGLE) {
            Arrays.fill(shares, 0);
            shares[first] = 1;
        }
        return Arrays.stream(numbers).mapToDouble(number -> shares[number]).toArray();
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
