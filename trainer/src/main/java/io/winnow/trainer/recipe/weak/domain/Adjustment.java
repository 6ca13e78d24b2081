package io.winnow.trainer.recipe.weak.domain;

import io.winnow.datasets.numeric.SimplexLeastSquares;

/**
 * Class probabilities from domain probabilities (arXiv 2207.13179, section 4, "adjust"). By the assumption that domains differ in their
 * mixture only, {@code p(d|x) = sum_y p(d|y) p(y|x)}.
 */
final class Adjustment {
    private final double[][] domainGivenClass;
    private final double[][] classesGivenDomain;
    private final SimplexLeastSquares corners;

    /**
     * Creates the adjustment.
     *
     * @param domainGivenClass D: p(d|y) (r, K)
     * @param classesGivenDomain P: p(y|d) (K, r), which is the answer where D has none
     */
    Adjustment(double[][] domainGivenClass, double[][] classesGivenDomain) {
        this.domainGivenClass = domainGivenClass;
        this.classesGivenDomain = classesGivenDomain;
        corners = new SimplexLeastSquares(domainGivenClass);
    }

    /**
     * Returns p(y|x) (K), the point of the simplex for which D comes nearest to the domain probabilities. The published pseudo-inverse may be
     * negative, which turns the order of the classes round where the sum of {@link #inDomain} is negative.
     *
     * @param domains p(d|x) (r)
     */
    double[] classes(double[] domains) {
        return corners.solve(domains);
    }

    /** Returns p(y|x, d) (K) of an example from a known domain, from its p(y|x). */
    double[] inDomain(double[] classes, int domain) {
        double[] adjusted = new double[classes.length];
        double sum = 0;
        for (int k = 0; k < classes.length; k++) {
            adjusted[k] = classes[k] * domainGivenClass[domain][k];
            sum += adjusted[k];
        }
        for (int k = 0; k < classes.length; k++) {
            adjusted[k] = sum > 0 ? adjusted[k] / sum : classesGivenDomain[k][domain];
        }
        return adjusted;
    }
}
