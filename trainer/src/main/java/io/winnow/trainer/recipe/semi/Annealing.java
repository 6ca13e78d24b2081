package io.winnow.trainer.recipe.semi;

/**
 * Training signal annealing (UDA, arXiv 1904.12848, section 2.3): early in the training, only those labelled examples count whose label is not
 * yet predicted with a high probability.
 */
public enum Annealing {
    /** The threshold rises evenly. */
    LINEAR,
    /** The threshold rises late: for few labels, which are easily learned by heart. */
    EXP,
    /** The threshold rises early. */
    LOG;

    private static final double RATE = 5;

    /**
     * Returns the largest probability of the right class with which an example counts.
     *
     * @param progress fraction of the training that is done, in [0, 1]
     */
    double threshold(double progress, int classes) {
        double share =
                switch (this) {
                    case LINEAR -> progress;
                    case EXP -> Math.exp(RATE * (progress - 1));
                    case LOG -> 1 - Math.exp(-RATE * progress);
                };
        return share * (1 - 1.0 / classes) + 1.0 / classes;
    }
}
