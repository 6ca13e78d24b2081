package io.winnow.trainer.recipe.weak.bag;

import io.winnow.trainer.run.StopSignal;
import java.util.Arrays;

/**
 * Sum-product message passing on the Gibbs distribution of the labels of examples in bags (arXiv 2310.08056):
 *
 * <pre>P(y) ~ exp(-lb sum over bags (sum of y in the bag - S)^2 - ls sum over edges k_ij (y_i - y_j)^2 + sum u_i y_i)</pre>
 *
 * <p>The evidence u, log odds that a classifier gives each example, is an addition to the paper, where u is 0. All messages of a round are
 * computed from those of the round before, and damped.
 *
 * @param bagWeight lb, at least 0
 * @param edgeWeight ls, at least 0
 * @param rounds number of rounds
 * @param damping share of the old message in the new one, in [0, 1)
 */
record BeliefPropagation(double bagWeight, double edgeWeight, int rounds, double damping) {
    /** Messages that change by more than this in the last round have not converged. */
    static final double TOLERANCE = 1e-3;

    /** Damping of the second attempt if messages do not converge. */
    private static final double STRONG_DAMPING = 0.8;

    /**
     * What is believed of the examples.
     *
     * @param probabilities probability of each example to be positive (N)
     * @param lastChange largest change of a message in the last round
     * @param damping the damping with which these beliefs were found
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    record Beliefs(double[] probabilities, double lastChange, double damping) {
        boolean converged() {
            return lastChange <= TOLERANCE;
        }
    }

    /**
     * Passes messages, and passes them once more from the start with stronger damping if they do not converge.
     *
     * @param members members of each bag, by their index in [0, N); an example belongs to at most one bag
     * @param sums number of positives of each bag
     * @param evidence log odds u of each example (N)
     */
    Beliefs propagate(int[][] members, double[] sums, NeighbourGraph graph, double[] evidence) {
        Beliefs first = run(members, sums, graph, evidence);
        return first.converged() || damping >= STRONG_DAMPING
                ? first
                : new BeliefPropagation(bagWeight, edgeWeight, rounds, STRONG_DAMPING)
                        .run(members, sums, graph, evidence);
    }

    /** Passes messages for the given number of rounds. */
    Beliefs run(int[][] members, double[] sums, NeighbourGraph graph, double[] evidence) {
        int edges = graph.size();
        double[] weights =
                Arrays.stream(graph.kernel()).map(k -> edgeWeight * k).toArray();
        double[] fromBag = new double[evidence.length];
        // Message of each edge to its end `to`, and then to its end `from`.
        double[] fromEdge = new double[2 * edges];
        BagFactor factor = new BagFactor(bagWeight);
        double change = 0;
        for (int round = 0; round < rounds; round++) {
            StopSignal.poll();
            double[] total = totals(graph, evidence, fromBag, fromEdge);
            change = 0;
            for (int e = 0; e < edges; e++) {
                double toOld = fromEdge[e];
                double backOld = fromEdge[edges + e];
                double toNew = damped(toOld, edge(total[graph.from()[e]] - backOld, weights[e]));
                double backNew = damped(backOld, edge(total[graph.to()[e]] - toOld, weights[e]));
                change = Math.max(change, Math.max(Math.abs(toNew - toOld), Math.abs(backNew - backOld)));
                fromEdge[e] = toNew;
                fromEdge[edges + e] = backNew;
            }
            for (int b = 0; b < members.length; b++) {
                int[] bag = members[b];
                double[] incoming = new double[bag.length];
                for (int k = 0; k < bag.length; k++) {
                    incoming[k] = total[bag[k]] - fromBag[bag[k]];
                }
                double[] computed = factor.messages(incoming, sums[b]);
                for (int k = 0; k < bag.length; k++) {
                    double next = damped(fromBag[bag[k]], computed[k]);
                    change = Math.max(change, Math.abs(next - fromBag[bag[k]]));
                    fromBag[bag[k]] = next;
                }
            }
        }
        double[] beliefs = Arrays.stream(totals(graph, evidence, fromBag, fromEdge))
                .map(BagFactor::sigmoid)
                .toArray();
        return new Beliefs(beliefs, change, damping);
    }

    private double damped(double old, double computed) {
        return damping * old + (1 - damping) * computed;
    }

    private static double[] totals(NeighbourGraph graph, double[] evidence, double[] fromBag, double[] fromEdge) {
        double[] total = evidence.clone();
        for (int i = 0; i < total.length; i++) {
            total[i] += fromBag[i];
        }
        for (int e = 0; e < graph.size(); e++) {
            total[graph.to()[e]] += fromEdge[e];
            total[graph.from()[e]] += fromEdge[graph.size() + e];
        }
        return total;
    }

    /** The message of an edge with weight w to one end, for the log odds h of the other: {@code log(e^-w + e^h) - log(1 + e^(h - w))}. */
    static double edge(double odds, double weight) {
        double h = Math.min(Math.abs(odds), BagFactor.LARGEST);
        double message = h + Math.log1p(Math.exp(-weight - h)) - Math.log1p(Math.exp(h - weight));
        return odds < 0 ? -message : message;
    }
}
