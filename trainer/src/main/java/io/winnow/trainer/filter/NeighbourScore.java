package io.winnow.trainer.filter;

import ai.djl.ndarray.NDArray;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Vectors;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The distance, 1 - cosine, of an example to its k-th nearest other example; low is best, since isolated examples are odd. */
@Kind("neighbour_distance")
@Doc("Distance (1 - cosine) of the example to its k-th nearest other example. Low scores are the best.")
public record NeighbourScore(
        @Doc("Which neighbour.") @Default("10") int k) implements ScoreSource {
    public NeighbourScore {
        new Checks().atLeast("k", k, 1).done();
    }

    @Override
    public Scores scores(String name, Measures measures) throws IOException {
        float[][] vectors = measures.vectors();
        int[] known = Vectors.known(vectors);
        if (known.length <= k) {
            throw new UserException("The filter " + name + " needs the distance to neighbour " + k
                    + ", but there are only " + known.length + " vectors. Set k below this number.");
        }
        double[] scores = new double[vectors.length];
        Arrays.fill(scores, Double.NaN);
        try (NDArray rows = Vectors.unit(vectors, known, measures.manager())) {
            NeighbourVotes nearest = NeighbourVotes.of(rows, k);
            for (int i = 0; i < known.length; i++) {
                float[] other = vectors[known[nearest.rows()[i * nearest.found() + k - 1]]];
                scores[known[i]] = 1 - Vectors.cosine(vectors[known[i]], other);
            }
        }
        return new Scores(scores, false, List.of());
    }
}
