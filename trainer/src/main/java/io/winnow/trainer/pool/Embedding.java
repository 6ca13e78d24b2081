package io.winnow.trainer.pool;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.modality.image.ImageReader;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.predict.ReadPlaces;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes the vectors of items and of captions.
 *
 * @param model the model
 * @param options how its inputs are read
 * @param manager manager on its device
 */
public record Embedding(TrainedModel model, InputOptions options, NDManager manager) {
    private static final int TEXTS_AT_ONCE = 256;

    /** The outputs of a model for what it read, in order: the key of each item, and its vector, or null if it cannot be read. */
    private record Read(List<String> keys, List<float[]> vectors) {}

    /**
     * Computes the vectors (N, D) of the examples of a pool; null for those that cannot be read.
     *
     * @throws UserException if the model reads other items than those of the pool
     */
    public float[][] items(Pool pool) throws IOException {
        Read read = pool.images().orElse(null) instanceof ListedFiles files && model.reader() instanceof ImageReader
                ? read(files)
                : read(pool.inputs());
        if (pool.images().isPresent()) {
            if (read.keys().size() != pool.size()) {
                throw new UserException("The model read " + read.keys().size() + " "
                        + model.reader().unit() + " of "
                        + pool.name() + ", which has " + pool.size() + " " + pool.unit()
                        + ". Name a model of images with vectors.model.");
            }
            return read.vectors().toArray(float[][]::new);
        }
        int[] places = places(pool, read.keys());
        float[][] vectors = new float[pool.size()][];
        for (int i = 0; i < places.length; i++) {
            vectors[places[i]] = read.vectors().get(i);
        }
        return vectors;
    }

    /** Computes the vectors (N, D) of captions; null for those that are missing. A caption that several examples have is embedded once. */
    public float[][] texts(TextTower tower, List<Optional<String>> captions) throws IOException {
        Map<String, float[]> byText = new LinkedHashMap<>();
        captions.forEach(each -> each.ifPresent(text -> byText.put(text, new float[0])));
        List<String> distinct = new ArrayList<>(byText.keySet());
        for (int first = 0; first < distinct.size(); first += TEXTS_AT_ONCE) {
            StopSignal.poll();
            List<String> part = distinct.subList(first, Math.min(distinct.size(), first + TEXTS_AT_ONCE));
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager scope = manager.newSubManager()) {
                NDArray vectors = tower.embed(part, scope);
                int width = (int) vectors.getShape().get(1);
                float[] all = vectors.toFloatArray();
                for (int i = 0; i < part.size(); i++) {
                    float[] own = new float[width];
                    System.arraycopy(all, i * width, own, 0, width);
                    byText.put(part.get(i), own);
                }
            }
        }
        return captions.stream().map(each -> each.map(byText::get).orElse(null)).toArray(float[][]::new);
    }

    private Read read(ListedFiles files) throws IOException {
        Path list = Files.createTempFile("images", ".jsonl");
        try {
            files.writeList(list);
            return read(List.of(list.toString()));
        } finally {
            Files.delete(list);
        }
    }

    private Read read(List<String> inputs) throws IOException {
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        try (Predictor predictor = new Predictor(model, manager)) {
            predictor.run(inputs, options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    read.keys().add(prediction.key());
                    double length = Vectors.length(prediction.output());
                    read.vectors().add(length > 0 && Double.isFinite(length) ? prediction.output() : null);
                }

                @Override
                public void failed(String key, String why) {
                    read.keys().add(key);
                    read.vectors().add(null);
                }
            });
        }
        return read;
    }

    private static int[] places(Pool pool, List<String> keys) {
        return ReadPlaces.of(pool.keys(), keys)
                .orElseThrow(() -> new UserException("The model names the texts of " + pool.name() + " by keys such as "
                        + keys.get(0) + ", which are neither those of the pool, such as "
                        + pool.keys().get(0)
                        + ", nor the numbers of the records. Name the column of these keys with columns.key."));
    }
}
