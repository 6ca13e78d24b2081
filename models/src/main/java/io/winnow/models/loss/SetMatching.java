package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.OutputFunction;
import java.util.Arrays;

/**
 * The losses of classifiers that write sets of classes in T steps, without an order (OTSeq2Set, Cao and Zhang, EMNLP 2022; otseq2set.md,
 * section 3). Logits are (B, T, C + 1): a distribution over C classes and, last, the empty class for each step.
 */
public final class SetMatching {
    private SetMatching() {}

    /** Which steps the classes of an example may be assigned to. */
    public enum Scheme {
        /** The classes of an example are matched with any of the steps, and the other steps are to be empty. */
        ALL_STEPS,
        /** The n classes of an example are matched with the first n steps, and the later ones are to be empty. */
        FIRST_STEPS,
        /** The n classes of an example are written by the first n steps in the order that is given: nothing is matched. */
        BY_FREQUENCY
    }

    /**
     * Assigns the classes of examples to steps such that the sum of the probabilities of the assigned classes is largest. No gradient passes
     * through the choice. If an example has more classes than there are steps, the most probable ones are assigned, or the first ones if their
     * order is fixed.
     *
     * @param logits (B, T, C + 1)
     * @param classes the classes of each example (B), in the order of their frequency if it counts
     * @return the class of each step (B * T), row-major; C where the step is to be empty
     */
    public static long[] assign(NDArray logits, int[][] classes, Scheme scheme) {
        int steps = Math.toIntExact(logits.getShape().get(1));
        int width = Math.toIntExact(logits.getShape().get(2));
        long[] assigned = new long[classes.length * steps];
        Arrays.fill(assigned, width - 1);
        if (scheme == Scheme.BY_FREQUENCY) {
            for (int i = 0; i < classes.length; i++) {
                for (int step = 0; step < Math.min(steps, classes[i].length); step++) {
                    assigned[i * steps + step] = classes[i][step];
                }
            }
            return assigned;
        }
        float[] probabilities;
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = logits.getManager().newSubManager()) {
            NDArray softmax = SetMatchingScript.probabilities(logits);
            softmax.attach(scope);
            probabilities = softmax.toType(DataType.FLOAT32, false).toFloatArray();
        }
        for (int i = 0; i < classes.length; i++) {
            int[] own = classes[i];
            int open = scheme == Scheme.ALL_STEPS ? steps : Math.min(steps, own.length);
            double[][] gains = new double[open][own.length];
            for (int step = 0; step < open; step++) {
                for (int c = 0; c < own.length; c++) {
                    gains[step][c] = probabilities[(i * steps + step) * width + own[c]];
                }
            }
            int[] chosen = Assignment.largest(gains);
            for (int step = 0; step < open; step++) {
                if (chosen[step] >= 0) {
                    assigned[i * steps + step] = own[chosen[step]];
                }
            }
        }
        return assigned;
    }

    /**
     * Cross-entropy of the assigned classes, as a function of the logits: the weighted mean over all steps of the batch.
     *
     * @param assigned (B, T) int64, from {@link #assign}
     * @param weights (B, T), weights of the steps: those to be empty weigh less than others
     */
    public static OutputFunction crossEntropy(NDArray assigned, NDArray weights) {
        return SetMatchingScript.crossEntropy(assigned, weights);
    }

    /**
     * The semantic transport term: the mean over examples of the cheapest transport from the expected class vectors of the steps to the
     * vectors of the classes of the example, at cost 1 - cos. The plan is fixed in the gradient. An example without classes adds 0.
     *
     * @param logits (B, T, C + 1)
     * @param vectors (C, D), a vector for each class
     * @param classes the classes of each example (B)
     * @param weights (B), weights of the examples
     */
    public static NDArray transport(NDArray logits, NDArray vectors, int[][] classes, NDArray weights) {
        NDManager scope = logits.getManager();
        int width = Math.max(
                1, Arrays.stream(classes).mapToInt(own -> own.length).max().orElse(0));
        long[] places = new long[classes.length * width];
        double[] marginals = new double[places.length];
        for (int i = 0; i < classes.length; i++) {
            for (int j = 0; j < classes[i].length; j++) {
                places[i * width + j] = classes[i][j];
                marginals[i * width + j] = 1.0 / classes[i].length;
            }
        }
        long dimension = vectors.getShape().get(1);
        NDArray own = vectors.get(scope.create(places)).reshape(classes.length, width, dimension);
        NDArray columns =
                scope.create(marginals, new Shape(classes.length, width)).toType(vectors.getDataType(), false);
        NDArray costs = SetMatchingScript.costs(logits, vectors, own);
        NDArray plan;
        try (Autograd.Recording pause = Autograd.pause()) {
            plan = TransportPlan.ipot(costs, columns);
        }
        return SetMatchingScript.transported(costs, plan, weights);
    }
}
