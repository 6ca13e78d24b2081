package io.winnow.trainer.recipe.discover;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much the answers of people say of new classes (Ma et al., CVPR 2024, arXiv 2403.04272).
 *
 * @param share share of the answers that name a class which was not known at the start
 * @param coverage share of the new classes that have such an answer
 * @param entropy entropy of the new classes among these answers, in nats; at most the logarithm of their number
 */
record Novelty(double share, double coverage, double entropy) {
    /**
     * Computes it.
     *
     * @param answers class of each answer (N)
     * @param old number of classes that were known at the start, which come first
     * @param classes number of classes
     */
    static Novelty of(int[] answers, int old, int classes) {
        double[] counts = new double[classes];
        Arrays.stream(answers).filter(c -> c >= old).forEach(c -> counts[c]++);
        double sum = Arrays.stream(counts).sum();
        double entropy = 0;
        for (double count : counts) {
            entropy -= count == 0 ? 0 : count / sum * Math.log(count / sum);
        }
        return new Novelty(
                sum / answers.length,
                Arrays.stream(counts).filter(count -> count > 0).count() / Math.max(1.0, classes - old),
                entropy);
    }

    /** Returns the metrics of the answers of a training; none if it has no answers. */
    static Map<String, Double> metrics(KnownPart known, int classes) {
        if (known.answered().length == 0) {
            return Map.of();
        }
        Novelty found =
                of(Arrays.stream(known.answered()).map(i -> known.given()[i]).toArray(), known.first(), classes);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("answers", (double) known.answered().length);
        metrics.put("answers_new_share", found.share);
        metrics.put("answers_coverage", found.coverage);
        metrics.put("answers_entropy", found.entropy);
        return metrics;
    }
}
