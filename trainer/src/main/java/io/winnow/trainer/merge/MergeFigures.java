package io.winnow.trainer.merge;

import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a merge of weights was like, tensor by tensor. */
public final class MergeFigures {
    /** Two tensors of so many elements that have nothing to do with each other have a cosine of about 0.03 at most. */
    private static final int TELLING = 1000;

    /** Networks of one start are above this after any training that we know, and unrelated ones below it. */
    private static final double UNRELATED = 0.05;

    private final List<Double> telling = new ArrayList<>();
    private int spherical;
    private int linear;
    private int untouched;
    private double leastCosine = 1;

    /** Counts a merged tensor. */
    public void add(MergedTensor tensor) {
        spherical += tensor.spherical() ? 1 : 0;
        linear += tensor.spherical() ? 0 : 1;
        leastCosine = Math.min(leastCosine, tensor.cosine());
        if (tensor.values().length >= TELLING) {
            telling.add(tensor.cosine());
        }
    }

    /** Counts a tensor that was not merged, because it has the same integers in both. */
    public void keep() {
        untouched++;
    }

    /** Returns the median cosine of the tensors with many elements; empty if there are none. */
    public Optional<Double> medianCosine() {
        List<Double> sorted = telling.stream().sorted(Comparator.naturalOrder()).toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
    }

    /**
     * Requires that both networks have something in common, since what lies between others is noise.
     *
     * @throws UserException if the median cosine says that they have not
     */
    public void requireRelated(String first, String second) {
        medianCosine().filter(cosine -> cosine < UNRELATED).ifPresent(cosine -> {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "The weights of %s and %s have nothing in common: the median cosine between their tensors is %.3f. A"
                            + " merge makes sense only if both trainings started from the same weights, such as a published"
                            + " encoder, or one run (start: {kind: run}).",
                    first,
                    second,
                    cosine));
        });
    }

    /** Returns the figures by name: how many tensors were merged in which way, and the cosines between those of both networks. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("spherical_tensors", (double) spherical);
        metrics.put("linear_tensors", (double) linear);
        if (untouched > 0) {
            metrics.put("equal_tensors", (double) untouched);
        }
        metrics.put("least_cosine", leastCosine);
        medianCosine().ifPresent(cosine -> metrics.put("median_cosine", cosine));
        return metrics;
    }
}
