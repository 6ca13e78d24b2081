package io.winnow.trainer.federated;

import java.util.List;

/** How the weights of clients become those of the server. The order of the clients is that of their lists, so that the result has the same bits. */
public final class FederatedMeans {
    private FederatedMeans() {}

    /**
     * Returns the mean of the clients' weights, weighted by their numbers of examples (FedAvg).
     *
     * @param weights weights of each client (P)
     * @param counts number of examples of each client, at least one of them above 0
     */
    public static double[] weighted(List<double[]> weights, long[] counts) {
        double total = 0;
        for (long count : counts) {
            total += count;
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("No client has an example.");
        }
        double[] mean = new double[weights.get(0).length];
        for (int client = 0; client < counts.length; client++) {
            double share = counts[client] / total;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += share * weights.get(client)[i];
            }
        }
        return mean;
    }

    /**
     * Returns half the plain mean of the weights trained on labels, plus half the mean of those trained on pseudo-labels, weighted by the
     * numbers of pseudo-labels (FedLabel as published). A client without pseudo-labels counts as one with one.
     */
    public static double[] fedLabel(List<double[]> supervised, List<double[]> unsupervised, long[] pseudoLabels) {
        long[] one = new long[pseudoLabels.length];
        long[] counts = new long[pseudoLabels.length];
        for (int client = 0; client < counts.length; client++) {
            one[client] = 1;
            counts[client] = Math.max(1, pseudoLabels[client]);
        }
        double[] mean = weighted(supervised, one);
        double[] other = weighted(unsupervised, counts);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (mean[i] + other[i]) / 2;
        }
        return mean;
    }
}
