package io.winnow.trainer.recipe.weak.domain;

/**
 * How the examples of each domain are spread over the clusters, V in the paper (arXiv 2207.13179, section 4).
 *
 * @param shares share of each domain's examples in each cluster (m, r); each column sums to 1
 * @param domains share of each domain in all examples, p(d) (r)
 * @param clusters share of each cluster in all examples (m)
 */
@SuppressWarnings("ArrayRecordComponent") // a table; never compared
record DomainTable(double[][] shares, double[] domains, double[] clusters) {
    /**
     * Counts examples. Counts are not smoothed: a cluster without an example of a domain is what shows a class that the domain lacks.
     *
     * @param cluster cluster of each example, in [0, clusterCount) (N)
     * @param domain domain of each example, in [0, domainCount), of which each has an example (N)
     */
    static DomainTable of(int[] cluster, int[] domain, int clusterCount, int domainCount) {
        double[][] counts = new double[clusterCount][domainCount];
        double[] domains = new double[domainCount];
        for (int i = 0; i < cluster.length; i++) {
            counts[cluster[i]][domain[i]]++;
            domains[domain[i]]++;
        }
        for (double[] row : counts) {
            for (int d = 0; d < domainCount; d++) {
                row[d] /= domains[d];
            }
        }
        for (int d = 0; d < domainCount; d++) {
            domains[d] /= cluster.length;
        }
        return of(counts, domains);
    }

    /** Completes a table by the shares of the clusters. */
    static DomainTable of(double[][] shares, double[] domains) {
        double[] clusters = new double[shares.length];
        for (int c = 0; c < shares.length; c++) {
            for (int d = 0; d < domains.length; d++) {
                clusters[c] += shares[c][d] * domains[d];
            }
        }
        return new DomainTable(shares, domains, clusters);
    }

    /** The mean of p(d|x) over the examples of a cluster that is not empty, R in the specification (r). */
    double[] domainsOf(int cluster) {
        double[] row = new double[domains.length];
        for (int d = 0; d < row.length; d++) {
            row[d] = shares[cluster][d] * domains[d] / clusters[cluster];
        }
        return row;
    }
}
