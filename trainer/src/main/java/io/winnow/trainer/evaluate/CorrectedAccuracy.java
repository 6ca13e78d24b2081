package io.winnow.trainer.evaluate;

/**
 * The accuracy of a model on test examples whose given labels were checked (Northcutt et al., "Pervasive label errors in test sets
 * destabilize machine learning benchmarks", NeurIPS 2021; test-set-errors.md, section 4).
 *
 * @param given accuracy by the given labels on all test examples
 * @param keptGiven accuracy by the given labels on the examples with one right label; null without such examples
 * @param corrected accuracy by the corrected labels on the same examples; null without such examples
 * @param unchanged accuracy on the examples whose label is right as it was given (a); null without such examples
 * @param changed accuracy by the corrected labels on the examples whose given label is wrong (e); null without such examples
 * @param changedGiven share of these examples for which the model predicts the wrong given label (o); null without such examples
 */
public record CorrectedAccuracy(
        double given, Double keptGiven, Double corrected, Double unchanged, Double changed, Double changedGiven) {
    /** Computes the accuracies. */
    static CorrectedAccuracy of(CorrectedTest test, int[] predicted) {
        int all = 0;
        int keptByGiven = 0;
        int right = 0;
        int changedRight = 0;
        int changedGiven = 0;
        for (int i = 0; i < predicted.length; i++) {
            boolean asGiven = predicted[i] == test.given()[i];
            all += asGiven ? 1 : 0;
            if (test.kept()[i]) {
                boolean asCorrected = predicted[i] == test.corrected()[i];
                keptByGiven += asGiven ? 1 : 0;
                right += asCorrected ? 1 : 0;
                changedRight += asCorrected && test.isChanged(i) ? 1 : 0;
                changedGiven += asGiven && test.isChanged(i) ? 1 : 0;
            }
        }
        int changed = test.changedCount();
        int unchanged = test.unchangedCount();
        return new CorrectedAccuracy(
                (double) all / predicted.length,
                share(keptByGiven, changed + unchanged),
                share(right, changed + unchanged),
                share(right - changedRight, unchanged),
                share(changedRight, changed),
                share(changedGiven, changed));
    }

    private static Double share(int count, int of) {
        return of == 0 ? null : Double.valueOf((double) count / of);
    }

    /**
     * Returns the expected accuracy by corrected labels if rightly labelled examples are removed at random until a share of the others had a
     * wrong label: {@code (1 - p) a + p e}.
     *
     * @param prevalence share p of the examples whose given label is wrong, in [0, 1]
     * @return null if the share cannot be reached, because there are no such examples
     */
    public Double at(double prevalence) {
        if ((prevalence > 0 && changed == null) || (prevalence < 1 && unchanged == null)) {
            return null;
        }
        return (prevalence < 1 ? (1 - prevalence) * unchanged : 0) + (prevalence > 0 ? prevalence * changed : 0);
    }

    /**
     * Returns the prevalence of wrong labels from which on another model is better by corrected labels:
     * {@code (a_i - a_j) / ((a_i - a_j) + (e_j - e_i))}.
     *
     * @return null if the other model is not worse on unchanged labels and better on changed ones
     */
    public Double overtakenAt(CorrectedAccuracy other) {
        if (unchanged == null || changed == null) {
            return null;
        }
        return RankingChange.crossing(unchanged - other.unchanged, changed - other.changed);
    }
}
