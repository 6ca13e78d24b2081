package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Embeds the examples of a run on workers. Each task embeds a shard of consecutive examples into a file {@code .npy}, and an index lists the
 * files. Shards whose file is there are skipped, so a run that was killed, or a worker that was lost, costs the shards at work alone. The
 * files are then joined into those that one process writes, which have the same bits.
 *
 * @param weights file with the weights of the encoder
 * @param network architecture of the encoder
 * @param context the stage
 */
record ShardedEmbedding(Path weights, EncoderConfig network, StageContext context) {
    /** Rows of a shard, unless there are so many examples that this makes more than {@link #MOST_SHARDS}. */
    private static final int ROWS = 32 * Embedder.BATCH;

    private static final int MOST_SHARDS = 10_000;

    /** An encoder as a document, for the way to a worker. */
    private record Document(EncoderConfig encoder) {}

    /**
     * A file with consecutive vectors.
     *
     * @param file name of the file
     * @param part part of the data
     * @param begin first row among the examples of the part
     * @param end the row after the last one
     */
    record Shard(String file, TaskData.Part part, int begin, int end) implements Serializable {}

    /** Embeds the training and the test examples and returns their number. */
    long write(TaskData data) throws IOException {
        // The name binds the shards to the weights, should other weights be embedded here after a kill.
        String digest = new Fingerprint().add(weights).hex().substring(0, 12);
        Path folder = context.folder().resolve("vectors-" + digest);
        Files.createDirectories(folder);
        List<Shard> shards = new ArrayList<>(shards(TaskData.Part.TRAIN, data));
        shards.addAll(shards(TaskData.Part.TEST, data));
        AtomicFiles.write(folder.resolve("index.json"), Json.page(shards));
        List<Shard> missing = shards.stream()
                .filter(shard -> !Files.exists(folder.resolve(shard.file())))
                .toList();
        try (Progress.Task task =
                context.progress().start(context.label(), "shards", shards.size() - missing.size(), shards.size())) {
            if (!missing.isEmpty()) {
                Task each = new Task(
                        Recipes.reader().toYaml(new Document(network)),
                        weights.toAbsolutePath().toString(),
                        folder.toAbsolutePath().toString(),
                        new ArrayList<>(missing));
                StageTasks.map(context, data, "embedding of the stage " + context.label(), missing.size(), each);
            }
            task.at(shards.size(), "");
        }
        join(folder, shards, TaskData.Part.TRAIN, Representations.trainFile(context.folder()));
        join(folder, shards, TaskData.Part.TEST, Representations.testFile(context.folder()));
        AtomicFiles.delete(folder);
        return shards.stream().mapToLong(shard -> shard.end() - shard.begin()).sum();
    }

    private static void join(Path folder, List<Shard> shards, TaskData.Part part, Path target) throws IOException {
        Npy.join(
                shards.stream()
                        .filter(shard -> shard.part() == part)
                        .map(shard -> folder.resolve(shard.file()))
                        .toList(),
                target);
    }

    private static List<Shard> shards(TaskData.Part part, TaskData data) {
        return shards(part, data.indices(part).length);
    }

    /** Divides rows into shards that begin at multiples of a batch. */
    static List<Shard> shards(TaskData.Part part, int rows) {
        int batches = (rows + Embedder.BATCH - 1) / Embedder.BATCH;
        int size = Math.max(ROWS, (batches + MOST_SHARDS - 1) / MOST_SHARDS * Embedder.BATCH);
        List<Shard> shards = new ArrayList<>();
        for (int begin = 0; begin < rows; begin += size) {
            String name =
                    String.format(Locale.ROOT, "%s-%05d.npy", part.name().toLowerCase(Locale.ROOT), shards.size());
            shards.add(new Shard(name, part, begin, Math.min(rows, begin + size)));
        }
        return shards;
    }

    /** Embeds one shard. */
    private record Task(String encoder, String weights, String folder, ArrayList<Shard> shards)
            implements StageTasks.Task {
        @Override
        public byte[] run(int number, StageTasks.Site site) throws IOException {
            Shard shard = shards.get(number);
            Path file = Path.of(folder).resolve(shard.file());
            if (Files.exists(file)) {
                return new byte[0]; // a worker that was thought to be lost has done it
            }
            EncoderConfig network = Recipes.reader()
                    .parse(Document.class, "encoder", encoder, List.of())
                    .encoder();
            try (Embedder embedder = Embedder.load(
                            network, site.data().inputs().preprocessing(), Path.of(weights), site.manager());
                    NDArray vectors =
                            embedder.embed(site.data(), shard.part(), shard.begin(), shard.end(), site.manager())) {
                VectorFiles.write(file, vectors);
            }
            return new byte[0];
        }
    }
}
