package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Plans of optimal transport from T equal masses to the classes of examples, computed for a batch at once. */
final class TransportPlan {
    /** Steps and regularisation of the published code (otseq2set.md, section 3). Costs lie in [0, 2], so nothing overflows. */
    private static final int STEPS = 50;

    private static final double BETA = 1;

    private TransportPlan() {}

    /**
     * The inexact proximal point method (IPOT, Xie et al. 2019): its plan approaches the one of exact transport, however strong the
     * regularisation is. The sums of the columns are exact after each step, those of the rows in the limit.
     *
     * @param costs (B, T, N)
     * @param columns (B, N), the marginals of the columns: 1 / n for the n classes of an example, and 0 beyond them
     * @return (B, T, N); zeros for an example without classes
     */
    static NDArray ipot(NDArray costs, NDArray columns) {
        NDArray kernel = SetMatchingScript.kernel(costs, columns, BETA);
        NDArray plan = costs.onesLike();
        NDArray scaling = columns;
        for (int step = 0; step < STEPS; step++) {
            NDList next = SetMatchingScript.ipot(plan, scaling, kernel, columns);
            if (step > 0) {
                plan.close();
                scaling.close();
            }
            plan = next.get(0);
            scaling = next.get(1);
        }
        return plan;
    }
}
