package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Builds the index of the items of an input. Only a few batches of images or tables, or one file of texts or rows, are in memory. */
public final class IndexBuilder {
    private static final int QUERIES = 100;
    private static final int NEAREST = 10;
    private static final double TIE = 1e-5;

    private final TrainedModel model;
    private final String run;
    private final NDManager manager;
    private final Progress progress;
    private final long mostInGraph;

    /**
     * Receives the files and items that cannot be read.
     *
     * <p>It may throw a {@link UserException} to end the reading.
     */
    @FunctionalInterface
    public interface Unreadable {
        void add(String key, String why);
    }

    /**
     * Creates a builder.
     *
     * @param model a model that computes representations
     * @param run the run or bundle that the model comes from, for messages
     */
    public IndexBuilder(TrainedModel model, String run, NDManager manager, Progress progress) {
        this(model, run, manager, progress, Integer.MAX_VALUE);
    }

    /** @param mostInGraph largest number of items in a graph for approximate search */
    IndexBuilder(TrainedModel model, String run, NDManager manager, Progress progress, long mostInGraph) {
        this.model = model;
        this.run = run;
        this.manager = manager;
        this.progress = progress;
        this.mostInGraph = mostInGraph;
    }

    /**
     * Reads and embeds the items and writes the index. If this fails, no incomplete index is left.
     *
     * @param source what to read, as the user names it
     * @param graph whether to build a graph for approximate search
     * @param target the folder of the index
     * @throws UserException if {@code source} holds no item, or more items than a graph can have
     */
    public ItemIndex.Description build(
            String source, InputOptions options, boolean graph, Unreadable unreadable, Path target) throws IOException {
        ItemIndex.Description[] made = new ItemIndex.Description[1];
        AtomicFiles.directory(target, folder -> made[0] = write(source, options, graph, unreadable, folder));
        return made[0];
    }

    private ItemIndex.Description write(
            String source, InputOptions options, boolean graph, Unreadable unreadable, Path folder) throws IOException {
        String unit = model.reader().unit();
        long begin = System.nanoTime();
        long files = model.reader().files(List.of(source));
        long[] failed = {0};
        ReadCounts[] counts = {ReadCounts.NONE};
        long items;
        try (IndexWriter writer = new IndexWriter(folder, model.similarity().ofUnitVectors());
                Predictor predictor = new Predictor(model, manager);
                Progress.Task task = progress.start("Embedding", "files", 0, files)) {
            predictor.run(List.of(source), options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) throws IOException {
                    writer.add(prediction);
                    if (graph && writer.count() > mostInGraph) {
                        throw new UserException(source + " holds more than " + mostInGraph + " " + unit
                                + ", which is the most that a graph for approximate search can have. Leave"
                                + " --graph out, or index the folder in parts.");
                    }
                }

                @Override
                public void failed(String key, String why) {
                    failed[0]++;
                    unreadable.add(key, why);
                }

                @Override
                public void read(ReadCounts now) {
                    counts[0] = now;
                    task.at(
                            Math.min(now.files(), files),
                            String.format(
                                    Locale.ROOT,
                                    "%d %s, %.0f/s",
                                    writer.count(),
                                    unit,
                                    writer.count() / ((System.nanoTime() - begin) / 1e9)));
                }
            });
            items = writer.count();
        }
        if (items == 0) {
            throw new UserException(source + " contains no " + unit + " to index: "
                    + Plural.of(counts[0].files(), "file", "files") + " read, " + failed[0] + " unreadable, "
                    + counts[0].blank() + " blank"
                    + counts[0].passedOver().stream()
                            .map(each -> "; passed over " + each)
                            .collect(Collectors.joining())
                    + ". Name a folder or file of " + unit + ".");
        }
        int dimension = model.output().dimension();
        ItemIndex.Description description = new ItemIndex.Description(
                ItemIndex.VERSION,
                run,
                model.digest(),
                unit,
                Files.exists(Path.of(source)) ? Path.of(source).toAbsolutePath().toString() : source,
                items,
                dimension,
                counts[0].files(),
                failed[0],
                counts[0].blank(),
                counts[0].noted(),
                counts[0].passedOver(),
                graph ? graph(folder, Math.toIntExact(items), dimension) : null);
        Files.writeString(folder.resolve(ItemIndex.DESCRIPTION), Json.page(description));
        return description;
    }

    /**
     * Builds the graph and measures its recall against exact search.
     *
     * @return the share of the nearest neighbours that the graph finds, over queries by evenly spaced rows
     */
    private double graph(Path folder, int rows, int dimension) throws IOException {
        progress.say("Building the search graph of " + rows + " vectors.");
        Path vectors = folder.resolve(ItemIndex.VECTORS);
        Path file = folder.resolve(ItemIndex.GRAPH);
        GraphSearch.build(vectors, rows, dimension, file);
        int queries = Math.min(QUERIES, rows);
        long found = 0;
        long wanted = 0;
        try (GraphSearch graph = GraphSearch.open(vectors, rows, dimension, file);
                VectorTiles exact = VectorTiles.raw(vectors, rows);
                NDManager scope = manager.newSubManager()) {
            List<float[]> queryVectors = new ArrayList<>();
            FloatBuffer flat = FloatBuffer.allocate(queries * dimension);
            for (int i = 0; i < queries; i++) {
                queryVectors.add(graph.row((int) ((long) i * rows / queries)));
                flat.put(queryVectors.get(i));
            }
            NDArray all = scope.create(flat.array(), new Shape(queries, dimension));
            List<List<Neighbour>> expected = ExactSearch.nearest(exact, all, NEAREST);
            for (int i = 0; i < queries; i++) {
                List<Neighbour> right = expected.get(i);
                // Items at the same distance are interchangeable, so the distance is compared rather than the row.
                double farthest = right.get(right.size() - 1).distance() + TIE;
                wanted += right.size();
                found += graph.nearest(queryVectors.get(i), NEAREST).stream()
                        .filter(neighbour -> neighbour.distance() <= farthest)
                        .count();
            }
        }
        return (double) found / wanted;
    }
}
