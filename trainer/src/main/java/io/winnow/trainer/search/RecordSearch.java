package io.winnow.trainer.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Exact search by the cosine of vectors that are all in memory. */
public final class RecordSearch {
    private RecordSearch() {}

    /**
     * What a search found.
     *
     * @param row row among the vectors that were searched, from 0
     * @param cosine cosine of the vectors
     */
    public record Hit(int row, float cosine) {}

    /**
     * Finds the vectors with the largest cosines, largest first; of equal ones, the lower row first.
     *
     * @param queries (Q, D)
     * @param among (N, D)
     * @param count number of hits of each query; if there are fewer vectors, all are returned
     * @return the hits of each query (Q)
     */
    public static List<List<Hit>> nearest(NDArray queries, NDArray among, int count) {
        try (NDManager scope = queries.getManager().newSubManager()) {
            NDArray left = Losses.unitRows(queries);
            NDArray right = Losses.unitRows(among);
            NDArray cosines = left.matMul(right.transpose());
            left.attach(scope);
            right.attach(scope);
            cosines.attach(scope);
            int rows = (int) among.getShape().get(0);
            float[] all = cosines.toFloatArray();
            List<List<Hit>> found = new ArrayList<>();
            for (int from = 0; from < all.length; from += rows) {
                float[] own = Arrays.copyOfRange(all, from, from + rows);
                found.add(Arrays.stream(Ranks.descending(own))
                        .limit(count)
                        .mapToObj(row -> new Hit(row, own[row]))
                        .toList());
            }
            return found;
        }
    }
}
