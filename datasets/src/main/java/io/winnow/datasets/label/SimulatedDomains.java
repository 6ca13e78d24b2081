package io.winnow.datasets.label;

import io.winnow.datasets.numeric.SymmetricEigenvalues;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Dirichlet;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Divides examples among domains that differ in their mixture of classes only (arXiv 2207.13179, section 6). */
public final class SimulatedDomains {
    /** Smaller shares are set to 0, as in the published simulation. */
    private static final double SMALLEST = 1e-7;

    /** Matrices that are drawn before the search is given up. */
    private static final int MOST_DRAWS = 100_000;

    private SimulatedDomains() {}

    /**
     * Draws the mixture of classes of each domain from a Dirichlet distribution whose parameters sum to {@code alpha}, until the condition
     * number of the matrix is small enough that the classes can be told apart.
     *
     * @param condition largest condition number
     * @return p(y|d) (r, K); empty if no such matrix was found
     */
    public static Optional<double[][]> mixtures(int domains, int classes, double alpha, double condition, long seed) {
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            CounterRandom random = CounterRandom.of(seed, LabelStreams.MIXTURES, draw);
            double[][] mixtures = new double[domains][];
            for (int d = 0; d < domains; d++) {
                double[] row = Dirichlet.draw(alpha / classes, classes, random);
                for (int k = 0; k < classes; k++) {
                    row[k] = row[k] < SMALLEST ? 0 : row[k];
                }
                double sum = Arrays.stream(row).sum();
                mixtures[d] = Arrays.stream(row).map(each -> each / sum).toArray();
            }
            if (condition(mixtures) <= condition) {
                return Optional.of(mixtures);
            }
        }
        return Optional.empty();
    }

    /** The largest singular value divided by the smallest. */
    static double condition(double[][] mixtures) {
        int classes = mixtures[0].length;
        double[][] products = new double[classes][classes];
        for (double[] row : mixtures) {
            for (int i = 0; i < classes; i++) {
                for (int j = 0; j < classes; j++) {
                    products[i][j] += row[i] * row[j];
                }
            }
        }
        double[] values = SymmetricEigenvalues.of(products);
        return values[0] <= 0 ? Double.POSITIVE_INFINITY : Math.sqrt(values[classes - 1] / values[0]);
    }

    /**
     * Divides examples. Of each class as many are drawn for a domain as its mixture says, without an example in two domains and so that no
     * class runs out; the domain of all others is unknown.
     *
     * @param truth true classes (N)
     * @param mixtures p(y|d) (r, K)
     * @param part number of the part of the data to which the examples belong, so that each has random draws of its own
     */
    public static DomainLabels draw(ClassLabels truth, double[][] mixtures, long seed, int part) {
        int classes = truth.classCount();
        int[] domains = new int[truth.size()];
        Arrays.fill(domains, GivenNames.NONE);
        double available = Arrays.stream(truth.counts()).min().orElse(0);
        double most = 0;
        for (int k = 0; k < classes; k++) {
            int own = k;
            most = Math.max(
                    most,
                    Arrays.stream(mixtures)
                            .mapToDouble(row -> row[own])
                            .average()
                            .orElse(0));
        }
        for (int k = 0; k < classes; k++) {
            int own = k;
            int[] members = IntStream.range(0, domains.length)
                    .filter(i -> truth.classes()[i] == own)
                    .toArray();
            int[] order = Permutation.of(members.length, seed, LabelStreams.DOMAINS, part, k);
            int next = 0;
            for (int d = 0; d < mixtures.length; d++) {
                int count = (int) Math.floor(mixtures[d][k] / mixtures.length * available / most);
                for (int i = 0; i < count; i++) {
                    domains[members[order[next++]]] = d;
                }
            }
        }
        return new DomainLabels(
                domains,
                IntStream.rangeClosed(1, mixtures.length)
                        .mapToObj(d -> "domain " + d)
                        .toList(),
                classes,
                Optional.of(new DomainLabels.Truth(new TrueLabels(truth.classes()), truth.classNames())));
    }
}
