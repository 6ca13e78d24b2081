package io.winnow.trainer.search;

import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds approximately the nearest vectors with a graph of neighbours on disk (DiskANN, Subramanya et al., NeurIPS 2019, implemented by
 * JVector). A search compares the query with only a small part of the vectors.
 */
public final class GraphSearch implements AutoCloseable {
    private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;
    private static final int DEGREE = 32;
    private static final int BEAM = 100;
    private static final float OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;

    private final MappedVectors vectors;
    private final ReaderSupplier reader;
    private final OnDiskGraphIndex graph;

    private GraphSearch(MappedVectors vectors, Path file) throws IOException {
        this.vectors = vectors;
        reader = ReaderSupplierFactory.open(file);
        graph = OnDiskGraphIndex.load(reader);
    }

    /**
     * Builds the graph for a file of vectors.
     *
     * @param vectors file of float32 numbers, little-endian, in row-major order
     * @param rows number of vectors; at least 1
     * @param dimension size of a vector
     * @param file the file to write
     */
    static void build(Path vectors, int rows, int dimension, Path file) throws IOException {
        MappedVectors mapped = new MappedVectors(vectors, rows, dimension);
        try (GraphIndexBuilder builder = GraphIndexBuilder.builder(mapped, SIMILARITY, DEGREE)
                .withBeamWidth(BEAM)
                .withNeighborOverflow(OVERFLOW)
                .withAlpha(ALPHA)
                .build()) {
            OnDiskGraphIndex.write(builder.build(mapped), mapped, file);
        }
    }

    static GraphSearch open(Path vectors, int rows, int dimension, Path file) throws IOException {
        return new GraphSearch(new MappedVectors(vectors, rows, dimension), file);
    }

    /**
     * Finds the neighbours of a query, nearest first.
     *
     * @param query (D)
     * @param count number of neighbours; if there are fewer vectors, all are returned
     */
    public List<Neighbour> nearest(float[] query, int count) throws IOException {
        // Searching for more neighbours than are needed raises the recall.
        int searched = Math.min(vectors.size(), Math.max(BEAM, 4 * count));
        SearchResult found = GraphSearcher.search(
                MappedVectors.TYPES.createFloatVector(query), searched, vectors, SIMILARITY, graph, Bits.ALL);
        return Arrays.stream(found.getNodes())
                .map(node -> new Neighbour(node.node, distance(query, vectors.row(node.node))))
                .sorted(Comparator.comparingDouble(Neighbour::distance).thenComparingLong(Neighbour::row))
                .limit(count)
                .toList();
    }

    /** Returns one of the vectors. */
    float[] row(int row) {
        return vectors.row(row);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void close() throws IOException {
        try (ReaderSupplier second = reader) {
            graph.close();
        }
    }
}
