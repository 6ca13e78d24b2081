package io.winnow.trainer.recipe.weak.domain;

import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the stage that finds the classes leaves for the evaluation.
 *
 * @param classesGivenDomain p(y|d) (K, r)
 * @param domains p(d) (r)
 * @param temperature what the logits of the classifier of domains are divided by
 * @param clustersGivenClass p(cluster|y) (m, K)
 * @param centers centers of the clusters of domain probabilities (m, r)
 */
@SuppressWarnings("ArrayRecordComponent") // a file; never compared
record FoundClasses(
        double[][] classesGivenDomain,
        double[] domains,
        double temperature,
        double[][] clustersGivenClass,
        double[][] centers) {
    static final String FILE = "mixtures.json";

    static FoundClasses read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), FoundClasses.class);
    }

    Mixtures mixtures() {
        return new Mixtures(classesGivenDomain, clustersGivenClass, new int[classesGivenDomain.length], 1);
    }

    Adjustment adjustment() {
        return new Adjustment(mixtures().domainGivenClass(domains), classesGivenDomain);
    }

    /** The shares of the classes in all domains, p(y) (K). */
    double[] prior() {
        double[] prior = new double[classesGivenDomain.length];
        for (int k = 0; k < prior.length; k++) {
            for (int d = 0; d < domains.length; d++) {
                prior[k] += classesGivenDomain[k][d] * domains[d];
            }
        }
        return prior;
    }
}
