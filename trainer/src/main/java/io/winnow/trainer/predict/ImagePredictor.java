package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.loader.Resize;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a model on items in batches. Worker threads decode the images of the next batch while the current batch is computed. */
public final class ImagePredictor implements AutoCloseable {
    private final ImageModel model;
    private final NDManager manager;
    private final int batchSize;
    private final ExecutorService workers;

    /** Receives the results of the items, in the order of the items. */
    public interface Results {
        /** Receives the output of the model, of length {@code dimension}: probabilities, cosines of class centers, or a representation. */
        void predicted(String key, float[] output) throws IOException;

        /** Receives the reason why an image could not be read. */
        void failed(String key, String why) throws IOException;
    }

    /**
     * Creates a predictor.
     *
     * @param workerThreads number of threads that decode images
     * @param manager a manager on the device of the model
     */
    public ImagePredictor(ImageModel model, int batchSize, int workerThreads, NDManager manager) {
        this.model = model;
        this.manager = manager;
        this.batchSize = batchSize;
        workers = Executors.newFixedThreadPool(workerThreads, task -> {
            Thread thread = new Thread(task, "decode");
            thread.setDaemon(true);
            return thread;
        });
    }

    private record Pending(String key, Future<byte[]> pixels) {}

    /** Predicts for all items. Items that cannot be read are passed to {@link Results#failed}. */
    public void run(Iterator<Item> items, Results results) throws IOException {
        List<Pending> ahead = next(items);
        while (!ahead.isEmpty()) {
            List<Pending> batch = ahead;
            ahead = next(items);
            predict(batch, results);
        }
    }

    private List<Pending> next(Iterator<Item> items) {
        List<Pending> batch = new ArrayList<>();
        while (batch.size() < batchSize && items.hasNext()) {
            Item item = items.next();
            batch.add(new Pending(item.key(), workers.submit(() -> pixels(item))));
        }
        return batch;
    }

    private byte[] pixels(Item item) throws IOException {
        ImagePreprocessing wanted = model.description().images();
        Image image = item.source().read();
        if (image.channels() != wanted.channels()) {
            throw new IOException(
                    "the image has " + image.channels() + " channels, but the model expects " + wanted.channels());
        }
        return image.height() == wanted.height() && image.width() == wanted.width()
                ? image.pixels()
                : Resize.cropAndScale(image, new ImageSize(wanted.height(), wanted.width()))
                        .pixels();
    }

    private void predict(List<Pending> batch, Results results) throws IOException {
        byte[][] pixels = new byte[batch.size()][];
        String[] errors = new String[batch.size()];
        int readable = 0;
        for (int i = 0; i < pixels.length; i++) {
            try {
                pixels[i] = batch.get(i).pixels().get();
                readable++;
            } catch (ExecutionException e) {
                errors[i] = e.getCause().getMessage() == null
                        ? e.getCause().toString()
                        : e.getCause().getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
        float[] outputs = readable == 0 ? new float[0] : outputs(pixels, readable);
        int row = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] == null) {
                results.failed(batch.get(i).key(), errors[i]);
            } else {
                float[] output = new float[model.description().dimension()];
                System.arraycopy(outputs, row++ * output.length, output, 0, output.length);
                results.predicted(batch.get(i).key(), output);
            }
        }
    }

    private float[] outputs(byte[][] pixels, int readable) {
        ImagePreprocessing wanted = model.description().images();
        ByteBuffer buffer = ByteBuffer.allocateDirect(readable * wanted.channels() * wanted.height() * wanted.width());
        for (byte[] each : pixels) {
            if (each != null) {
                buffer.put(each);
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray images = scope.create(
                    buffer.flip(),
                    new Shape(readable, wanted.channels(), wanted.height(), wanted.width()),
                    DataType.UINT8);
            return model.run(images).toFloatArray();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
