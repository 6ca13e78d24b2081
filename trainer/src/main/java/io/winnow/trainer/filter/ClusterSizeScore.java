package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The number of examples in the cluster of an example; high is best, since examples of small clusters are odd. */
@Kind("cluster_size")
@Doc("Number of examples in the cluster of the example. High scores are the best.")
public record ClusterSizeScore() implements ScoreSource {
    @Override
    public Scores scores(String name, Measures measures) throws IOException {
        int[] sizes = measures.clusters().sizes();
        double[] scores = Arrays.stream(sizes)
                .mapToDouble(size -> size == 0 ? Double.NaN : size)
                .toArray();
        return new Scores(scores, true, List.of());
    }
}
