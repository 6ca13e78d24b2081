package io.winnow.trainer.predict;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Loaded;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a model on items in batches. Worker threads read the items of the next batch while the current batch is computed. */
public final class Predictor implements AutoCloseable {
    private final TrainedModel model;
    private final NDManager manager;
    private final Optional<Integer> batchSize;
    private final ExecutorService workers;
    private final Loaded.Lease parts = Loaded.lease();

    /** Receives the results of the items, in the order of the items. */
    public interface Results {
        /** Receives the output of the model for an item. */
        void predicted(Prediction prediction) throws IOException;

        /** Receives the reason why an item could not be read. */
        void failed(String key, String why) throws IOException;

        /** Called after each batch with what was read so far. */
        default void read(ReadCounts counts) {}
    }

    /**
     * Creates a predictor.
     *
     * @param batchSize number of items that are computed at once; empty for what is usual for the model
     * @param workerThreads number of threads that read items
     * @param manager a manager on the device of the model
     */
    public Predictor(TrainedModel model, Optional<Integer> batchSize, int workerThreads, NDManager manager) {
        this.model = model;
        this.manager = manager;
        this.batchSize = batchSize;
        workers = Executors.newFixedThreadPool(workerThreads, task -> {
            Thread thread = new Thread(task, "read");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Creates a predictor with the usual batch size and a thread for each processor. */
    public Predictor(TrainedModel model, NDManager manager) {
        this(model, Optional.empty(), Runtime.getRuntime().availableProcessors(), manager);
    }

    /** Predicts for all items of inputs. Items that cannot be read are passed to {@link Results#failed}. */
    public void run(List<String> inputs, InputOptions options, Results results) throws IOException {
        run(model.reader(), inputs, options, results);
    }

    private <X> void run(ItemReader<X> reader, List<String> inputs, InputOptions options, Results results)
            throws IOException {
        int size = batchSize.orElse(reader.batchSize());
        ReadCounts[] before = {ReadCounts.NONE};
        reader.read(inputs, options, (items, progress) -> {
            List<Pending<X>> ahead = next(items, size);
            while (!ahead.isEmpty()) {
                List<Pending<X>> batch = ahead;
                ahead = next(items, size);
                predict(reader, batch, results);
                results.read(before[0].plus(progress.counts()));
            }
            before[0] = before[0].plus(progress.counts());
            results.read(before[0]);
        });
    }

    private record Pending<X>(String key, Future<X> item) {}

    private <X> List<Pending<X>> next(Iterator<Item<X>> items, int size) {
        List<Pending<X>> batch = new ArrayList<>();
        while (batch.size() < size && items.hasNext()) {
            Item<X> item = items.next();
            batch.add(new Pending<>(item.key(), workers.submit(item.source()::read)));
        }
        return batch;
    }

    private <X> void predict(ItemReader<X> reader, List<Pending<X>> batch, Results results) throws IOException {
        List<Item.Loaded<X>> loaded = new ArrayList<>();
        String[] errors = new String[batch.size()];
        for (int i = 0; i < errors.length; i++) {
            try {
                loaded.add(new Item.Loaded<>(
                        batch.get(i).key(), batch.get(i).item().get()));
            } catch (ExecutionException e) {
                errors[i] = e.getCause().getMessage() == null
                        ? e.getCause().toString()
                        : e.getCause().getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
        ItemReader.Collected collected = loaded.isEmpty() ? null : reader.collect(loaded);
        float[] outputs = loaded.isEmpty() ? new float[0] : outputs(collected);
        int width = model.output().dimension();
        int row = 0;
        for (int i = 0; i < errors.length; i++) {
            if (errors[i] != null) {
                results.failed(batch.get(i).key(), errors[i]);
                continue;
            }
            float[] output = new float[width];
            System.arraycopy(outputs, row * width, output, 0, width);
            Item.Loaded<X> item = loaded.get(row);
            results.predicted(new Prediction(item.key(), output, collected, row, () -> reader.preview(item.item())));
            row++;
        }
    }

    private float[] outputs(ItemReader.Collected collected) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            return model.run(collected.items(), collected.examples(), scope).toFloatArray();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        parts.close();
    }
}
