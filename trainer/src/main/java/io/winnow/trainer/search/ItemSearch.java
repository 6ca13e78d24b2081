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
    /**
     * Finds the most similar items, most similar first.
     *
     * @param query output of the model for the query (D)
     * @param count number of items to find
     */
    public List<SearchHit> nearest(float[] query, int count) throws IOException {
        float[] vector = model.similarity().ofUnitVectors() ? IndexWriter.unit(query) : query;
        List<SearchHit> hits = new ArrayList<>();
        for (Neighbour neighbour : neighbours(vector, count)) {
            IndexedItem item = index.item(neighbour.row());
            hits.add(new SearchHit(
                    hits.size() + 1, item.key(), model.similarity().at(neighbour.distance()), item.item()));
        }
        return hits;
    }

    private List<Neighbour> neighbours(float[] vector, int count) throws IOException {
        if (approximate) {
            try (GraphSearch graph = index.graph()) {
                return graph.nearest(vector, count);
            }
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray query = scope.create(vector, new Shape(1, vector.length));
            return ExactSearch.nearest(index.vectors(), query, count).get(0);
        }
    }
}
