package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.table.PassedOver;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.TableFiles;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Builds the index of a folder of tables. */
public final class IndexBuilder {
    private static final int QUERIES = 100;
    private static final int NEAREST = 10;
    private static final double TIE = 1e-5;

    private final TableEncoder encoder;
    private final String run;
    private final String weights;
    private final NDManager manager;
    private final Progress progress;
    private final long mostInGraph;

    /**
     * @param run the run or bundle that the encoder comes from, for messages
     * @param weights digest of the encoder's weights
     */
    public IndexBuilder(TableEncoder encoder, String run, String weights, NDManager manager, Progress progress) {
        this(encoder, run, weights, manager, progress, Integer.MAX_VALUE);
    }

    /** @param mostInGraph largest number of tables in a graph for approximate search */
    IndexBuilder(
            TableEncoder encoder, String run, String weights, NDManager manager, Progress progress, long mostInGraph) {
        this.encoder = encoder;
        this.run = run;
        this.weights = weights;
        this.manager = manager;
        this.progress = progress;
        this.mostInGraph = mostInGraph;
    }

    /**
     * Reads and embeds the tables and writes the index. If this fails, no incomplete index is left.
     *
     * @param source the folder of tables
     * @param graph whether to build a graph for approximate search
     * @param target the folder of the index
     * @throws UserException if {@code source} holds no table, or more tables than a graph can have
     */
    public TableIndex.Description build(Path source, ReadOptions options, boolean graph, Path target)
            throws IOException {
        TableIndex.Description[] made = new TableIndex.Description[1];
        AtomicFiles.directory(target, folder -> made[0] = write(source, options, graph, folder));
        return made[0];
    }

    private TableIndex.Description write(Path source, ReadOptions options, boolean graph, Path folder)
            throws IOException {
        long begin = System.nanoTime();
        try (TableFiles tables = TableFiles.open(source, options);
                Progress.Task task = progress.start("Embedding", "files", 0, TableFiles.countFiles(source))) {
            IndexWriter.Written written = IndexWriter.write(tables, encoder, folder, manager, done -> {
                if (graph && done > mostInGraph) {
                    throw new UserException(source + " holds more than " + mostInGraph
                            + " tables, which is the most that a graph for approximate search can have. Leave"
                            + " --graph out, or index the folder in parts.");
                }
                task.at(
                        tables.fileCount(),
                        String.format(
                                Locale.ROOT, "%d tables, %.0f/s", done, done / ((System.nanoTime() - begin) / 1e9)));
            });
            if (written.tables() == 0) {
                throw new UserException(source + " holds no table that can be indexed: " + tables.fileCount()
                        + " files were read, " + tables.unreadableCount() + " were unreadable, "
                        + tables.blankCount() + " tables were blank"
                        + tables.passedOver().stream()
                                .map(each -> "; passed over " + each)
                                .collect(Collectors.joining())
                        + ". Give a folder of table files.");
            }
            TableIndex.Description description = new TableIndex.Description(
                    TableIndex.VERSION,
                    run,
                    weights,
                    source.toAbsolutePath().toString(),
                    written.tables(),
                    written.dimension(),
                    tables.fileCount(),
                    tables.unreadableCount(),
                    tables.blankCount(),
                    tables.notedCount(),
                    tables.passedOver().stream().map(PassedOver::toString).toList(),
                    graph ? graph(folder, Math.toIntExact(written.tables()), written.dimension()) : null);
            Files.writeString(folder.resolve(TableIndex.DESCRIPTION), Json.page(description));
            return description;
        }
    }

    /**
     * Builds the graph and measures its recall against exact search.
     *
     * @return the share of the nearest neighbours that the graph finds, over queries by evenly spaced rows
     */
    private double graph(Path folder, int rows, int dimension) throws IOException {
        progress.say("Building the search graph of " + rows + " vectors.");
        Path vectors = folder.resolve(TableIndex.VECTORS);
        Path file = folder.resolve(TableIndex.GRAPH);
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
                // Tables at the same distance are interchangeable, so the distance is compared rather than the row.
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
