package io.winnow.trainer.recipe.weak.domain;

import io.winnow.datasets.numeric.SimplexLeastSquares;
import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mixture of classes of each domain: how the table of clusters and domains is taken apart into V = C P.
 *
 * @param classesGivenDomain P: p(y|d) (K, r); each column sums to 1
 * @param clustersGivenClass C: p(cluster|y) (m, K); each column sums to 1
 * @param anchors for each class, the cluster in which it was found alone (K)
 * @param lastCorner distance of the last corner from the subspace of those before it: near 0 if there are fewer distinguishable classes
 */
@SuppressWarnings("ArrayRecordComponent") // tables; never compared
record Mixtures(double[][] classesGivenDomain, double[][] clustersGivenClass, int[] anchors, double lastCorner) {
    /** Clusters with a smaller share of the examples are no corners: the mean of few examples lies outside of the others by chance. */
    static final double SMALLEST = 0.01;

    /** A corner must be this many times its sampling error away from the space of the others. */
    private static final double CERTAIN = 3;

    private static final double TINY = 1e-300;

    /**
     * Finds classes by their anchors: clusters in which one class is alone. The means of p(d|x) of all clusters lie in the convex hull of
     * the columns of p(d|y), whose corners are the anchors. They are found by successive projection (Araujo et al. 2001; Gillis and Vavasis,
     * arXiv 1208.1237), as for topic models: take the row of largest norm, and project all rows onto the complement of it. A factorisation
     * alone, as published, is not unique.
     *
     * @param classes number of classes K, at most the numbers of domains and of clusters with examples
     */
    static Mixtures byAnchors(DomainTable table, int classes) {
        int[] candidates = candidates(table, classes);
        double[][] rows = new double[candidates.length][];
        for (int i = 0; i < candidates.length; i++) {
            rows[i] = table.domainsOf(candidates[i]);
        }
        int[] anchors = new int[classes];
        double lastCorner = 0;
        for (int k = 0; k < classes; k++) {
            int corner = 0;
            for (int i = 1; i < rows.length; i++) {
                corner = squares(rows[i]) > squares(rows[corner]) ? i : corner;
            }
            anchors[k] = candidates[corner];
            lastCorner = Math.sqrt(squares(rows[corner]));
            double[] axis = rows[corner].clone();
            double norm = Math.max(squares(axis), TINY);
            for (double[] row : rows) {
                double share = product(row, axis) / norm;
                for (int d = 0; d < row.length; d++) {
                    row[d] -= share * axis[d];
                }
            }
        }
        return ofAnchors(table, anchors, lastCorner);
    }

    /** Mixtures at random, from which a factorisation can start. */
    static Mixtures random(int classes, DomainTable table, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        double[][] given = new double[classes][table.domains().length];
        double[][] clusters = new double[table.shares().length][classes];
        for (double[][] factor : List.of(given, clusters)) {
            for (double[] row : factor) {
                Arrays.setAll(row, i -> 1 - random.nextDouble());
            }
            normaliseColumns(factor);
        }
        return new Mixtures(given, clusters, new int[classes], 0);
    }

    /** The mixtures for given anchors. */
    private static Mixtures ofAnchors(DomainTable table, int[] anchors, double lastCorner) {
        int domains = table.domains().length;
        int classes = anchors.length;
        double[][] domainGivenClass = new double[domains][classes];
        for (int k = 0; k < classes; k++) {
            double[] row = table.domainsOf(anchors[k]);
            for (int d = 0; d < domains; d++) {
                domainGivenClass[d][k] = row[d];
            }
        }
        SimplexLeastSquares corners = new SimplexLeastSquares(domainGivenClass);
        double[] prior = corners.solve(table.domains());
        double[][] given = new double[classes][domains];
        for (int k = 0; k < classes; k++) {
            for (int d = 0; d < domains; d++) {
                given[k][d] = domainGivenClass[d][k] * prior[k] / table.domains()[d];
            }
        }
        normaliseColumns(given);
        // Each cluster is a mixture of the corners; its classes, times its size, are the shares of the cluster in each
        // class.
        double[][] clusters = new double[table.shares().length][classes];
        for (int c = 0; c < clusters.length; c++) {
            if (table.clusters()[c] > 0) {
                double[] mixture = corners.solve(table.domainsOf(c));
                for (int k = 0; k < classes; k++) {
                    clusters[c][k] = mixture[k] * table.clusters()[c];
                }
            }
        }
        normaliseColumns(clusters);
        return new Mixtures(given, clusters, anchors, lastCorner);
    }

    /**
     * Returns whether the last class is distinguishable: its corner must be farther from the space of the others than three times its {@link
     * #cornerError}, since it is the farthest of many clusters. Classes whose shares are in a fixed proportion in all domains cannot be told apart.
     *
     * @param examples number of examples in the table
     */
    boolean areDistinct(DomainTable table, int examples) {
        return anchors.length == 1 || lastCorner >= CERTAIN * cornerError(table, examples);
    }

    /** Returns the length that the last corner has by chance, because its cluster has a limited number of examples. */
    double cornerError(DomainTable table, int examples) {
        int cluster = anchors[anchors.length - 1];
        return Math.sqrt((1 - squares(table.domainsOf(cluster))) / Math.max(1, table.clusters()[cluster] * examples));
    }

    /** The clusters that may be corners: those that are large enough or, if there are too few of them, the largest ones. */
    private static int[] candidates(DomainTable table, int classes) {
        List<Integer> bySize = new ArrayList<>();
        for (int c = 0; c < table.clusters().length; c++) {
            if (table.clusters()[c] > 0) {
                bySize.add(c);
            }
        }
        bySize.sort((a, b) -> Double.compare(table.clusters()[b], table.clusters()[a]));
        int large = (int)
                bySize.stream().filter(c -> table.clusters()[c] >= SMALLEST).count();
        return bySize.stream()
                .limit(Math.max(large, classes))
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Factorises V = C P by multiplicative updates of the Frobenius norm (Lee and Seung 2000), from these mixtures.
     *
     * @param rounds number of updates
     */
    Mixtures refined(DomainTable table, int rounds) {
        double[][] c = copy(clustersGivenClass);
        double[][] p = copy(classesGivenDomain);
        for (int round = 0; round < rounds; round++) {
            update(p, transposed(c), table.shares());
            double[][] byCluster = transposed(c);
            update(byCluster, p, transposed(table.shares()));
            c = transposed(byCluster);
        }
        // Columns of C sum to 1; what they lose, the rows of P gain.
        for (int k = 0; k < p.length; k++) {
            double sum = 0;
            for (double[] row : c) {
                sum += row[k];
            }
            for (double[] row : c) {
                row[k] /= Math.max(sum, TINY);
            }
            for (int d = 0; d < p[k].length; d++) {
                p[k][d] *= sum;
            }
        }
        normaliseColumns(p);
        return new Mixtures(p, c, anchors, lastCorner);
    }

    /** One update of X (K, n) in {@code A' X = V}, where A is (K, m) and V (m, n). */
    private static void update(double[][] x, double[][] a, double[][] v) {
        int classes = x.length;
        int columns = x[0].length;
        double[][] products = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            for (int l = 0; l < classes; l++) {
                products[k][l] = product(a[k], a[l]);
            }
        }
        for (int j = 0; j < columns; j++) {
            double[] old = new double[classes];
            for (int k = 0; k < classes; k++) {
                old[k] = x[k][j];
            }
            for (int k = 0; k < classes; k++) {
                double above = 0;
                for (int c = 0; c < v.length; c++) {
                    above += a[k][c] * v[c][j];
                }
                x[k][j] = old[k] * above / Math.max(product(products[k], old), TINY);
            }
        }
    }

    /** Frobenius norm of V - C P. */
    double residual(DomainTable table) {
        double squares = 0;
        for (int c = 0; c < table.shares().length; c++) {
            for (int d = 0; d < table.domains().length; d++) {
                double difference = table.shares()[c][d] - share(c, d);
                squares += difference * difference;
            }
        }
        return Math.sqrt(squares);
    }

    /** The share of a domain's examples in a cluster by these mixtures. */
    private double share(int cluster, int domain) {
        double share = 0;
        for (int k = 0; k < classesGivenDomain.length; k++) {
            share += clustersGivenClass[cluster][k] * classesGivenDomain[k][domain];
        }
        return share;
    }

    /** Mean log-likelihood of the domains of other examples, given their clusters. */
    double likelihood(DomainTable other) {
        double sum = 0;
        for (int c = 0; c < other.shares().length; c++) {
            double whole = 0;
            for (int d = 0; d < other.domains().length; d++) {
                whole += share(c, d) * other.domains()[d];
            }
            for (int d = 0; d < other.domains().length; d++) {
                double weight = other.shares()[c][d] * other.domains()[d];
                if (weight > 0) {
                    sum += weight * Math.log(Math.max(share(c, d) * other.domains()[d], TINY) / Math.max(whole, TINY));
                }
            }
        }
        return sum;
    }

    /** p(d|y) (r, K), for domains with these shares in all examples. */
    double[][] domainGivenClass(double[] domains) {
        double[][] given = new double[domains.length][classesGivenDomain.length];
        for (int k = 0; k < classesGivenDomain.length; k++) {
            double sum = product(classesGivenDomain[k], domains);
            for (int d = 0; d < domains.length; d++) {
                given[d][k] = classesGivenDomain[k][d] * domains[d] / Math.max(sum, TINY);
            }
        }
        return given;
    }

    /** The class of each cluster in a domain that "naive" prediction by the clusters alone gives (m). */
    int[] classesOfClusters(int domain) {
        int[] classes = new int[clustersGivenClass.length];
        for (int c = 0; c < classes.length; c++) {
            for (int k = 1; k < classesGivenDomain.length; k++) {
                double best = clustersGivenClass[c][classes[c]] * classesGivenDomain[classes[c]][domain];
                classes[c] = clustersGivenClass[c][k] * classesGivenDomain[k][domain] > best ? k : classes[c];
            }
        }
        return classes;
    }

    private static void normaliseColumns(double[][] rows) {
        for (int j = 0; j < rows[0].length; j++) {
            double sum = 0;
            for (double[] row : rows) {
                sum += row[j];
            }
            for (double[] row : rows) {
                row[j] = sum > 0 ? row[j] / sum : 1.0 / rows.length;
            }
        }
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static double[][] transposed(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double squares(double[] row) {
        return product(row, row);
    }
}
