package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Vectors;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The image filter (datacomp.md, section 2, item 5): every target names the cluster that it falls into, and the examples of these clusters
 * are kept. The published filter also tests the captions, for which {@link BasicRule} is listed beside it.
 */
@Kind("image")
@Doc("Keeps the examples of the clusters into which targets fall: images like those that you care about.")
public record ImageRule(
        @Doc(
                "The targets: a folder, shards or a part of the catalog, whose vectors vectors.model computes; or a file of their vectors"
                        + " (.npy or .safetensors).")
        String targets)
        implements FilterRule {
    @Override
    public FilterResult apply(String name, Measures measures) throws IOException {
        PoolClusters clusters = measures.clusters();
        float[][] vectors = measures.targets(targets);
        int[] known = Vectors.known(vectors);
        long width = clusters.centers().getShape().get(1);
        if (known.length == 0 || vectors[known[0]].length != width) {
            throw new UserException("The targets " + targets + " of the filter " + name + " have "
                    + (known.length == 0 ? "no vector" : "vectors of length " + vectors[known[0]].length)
                    + ", but those of the pool have the length " + width
                    + ". Name targets whose vectors are of the same model.");
        }
        Set<Integer> named = IntStream.of(clusters.of(vectors)).boxed().collect(Collectors.toSet());
        List<String> values = new ArrayList<>();
        List<List<String>> reasons = new ArrayList<>();
        for (int cluster : clusters.of()) {
            values.add(cluster < 0 ? "" : Integer.toString(cluster));
            reasons.add(
                    cluster < 0
                            ? List.of("no_vector")
                            : named.contains(cluster) ? List.of() : List.of("no_target_in_cluster"));
        }
        return FilterResult.byReasons(
                name,
                values,
                reasons,
                List.of("The " + known.length + " targets of " + name + " fall into " + named.size() + " of the "
                        + clusters.centers().getShape().get(0) + " clusters."));
    }
}
