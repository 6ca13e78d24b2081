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
 * Approximately the nearest vectors, by a graph of neighbours on disk (DiskANN, Subramanya et al., NeurIPS 2019, as JVector has it): a
 * search looks at a small part of all vectors.
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
     * Builds the graph of a file of vectors.
     *
     * @param vectors float32, little-endian, row after row
     * @param rows at least 1
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

    /** Finds neighbours, nearest first; with a wider search than asked for, which finds more of them. */
    public List<Neighbour> nearest(float[] query, int count) throws IOException {
        int wide = Math.min(vectors.size(), Math.max(BEAM, 4 * count));
        SearchResult found = GraphSearcher.search(
                MappedVectors.TYPES.createFloatVector(query), wide, vectors, SIMILARITY, graph, Bits.ALL);
        return Arrays.stream(found.getNodes())
                .map(node -> new Neighbour(node.node, distance(query, vectors.row(node.node))))
                .sorted(Comparator.comparingDouble(Neighbour::distance).thenComparingLong(Neighbour::row))
                .limit(count)
                .toList();
    }

    /** One row of the vectors. */
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
