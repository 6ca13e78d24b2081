package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Search in an index by the vectors of a model.
 *
 * @param model the model that the index was built with
 * @param approximate whether the graph of the index is searched instead of comparing every vector
 */
public record ItemSearch(TrainedModel model, ItemIndex index, boolean approximate, NDManager manager) {
    /** Number of queries that are compared with the vectors of the index in one pass over them. */
    private static final int QUERIES = 256;

    /**
     * Finds the most similar items of each query, most similar first.
     *
     * @param queries outputs of the model for the queries (Q, D)
     * @param count number of items to find for each
     */
    public List<List<SearchHit>> nearest(List<float[]> queries, int count) throws IOException {
        List<float[]> vectors = model.similarity().ofUnitVectors()
                ? queries.stream().map(IndexWriter::unit).toList()
                : queries;
        List<List<SearchHit>> found = new ArrayList<>();
        for (List<Neighbour> neighbours : approximate ? byGraph(vectors, count) : exactly(vectors, count)) {
            List<SearchHit> hits = new ArrayList<>();
            for (Neighbour neighbour : neighbours) {
                IndexedItem item = index.item(neighbour.row());
                hits.add(new SearchHit(
                        hits.size() + 1, item.key(), model.similarity().at(neighbour.distance()), item.item()));
            }
            found.add(hits);
        }
        return found;
    }

    private List<List<Neighbour>> byGraph(List<float[]> vectors, int count) throws IOException {
        List<List<Neighbour>> found = new ArrayList<>();
        try (GraphSearch graph = index.graph()) {
            for (float[] vector : vectors) {
                found.add(graph.nearest(vector, count));
            }
        }
        return found;
    }

    private List<List<Neighbour>> exactly(List<float[]> vectors, int count) throws IOException {
        List<List<Neighbour>> found = new ArrayList<>();
        int width = model.output().dimension();
        for (int from = 0; from < vectors.size(); from += QUERIES) {
            List<float[]> some = vectors.subList(from, Math.min(vectors.size(), from + QUERIES));
            float[] all = new float[some.size() * width];
            for (int i = 0; i < some.size(); i++) {
                System.arraycopy(some.get(i), 0, all, i * width, width);
            }
            try (NDManager scope = manager.newSubManager()) {
                NDArray queries = scope.create(all, new Shape(some.size(), width));
                found.addAll(ExactSearch.nearest(index.vectors(), queries, count));
            }
        }
        return found;
    }
}
