package io.winnow.trainer.recipe.federated;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.federated.ExpertChoice;
import io.winnow.trainer.federated.PseudoLabelLoss;
import java.util.List;

/**
 * A loss whose gradients with respect to logits are known numbers, as part of the graph of the backward pass: the sum of the products of both,
 * which has these gradients, plus a constant, so that it has the value of the loss.
 */
final class Surrogate {
    private Surrogate() {}

    /**
     * Outputs of a network.
     *
     * @param array recorded for the backward pass (B, K)
     * @param values the same numbers (B, K)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Logits(NDArray array, double[][] values) {}

    /** @param weight weight of the consistency, which the gradients contain */
    static NDArray of(
            PseudoLabelLoss loss,
            double weight,
            List<ExpertChoice> chosen,
            Logits strong,
            Logits plain,
            NDManager scope) {
        double value = loss.crossEntropy() + weight * loss.consistency();
        double product = product(chosen, loss.strongGradient(), strong) + product(chosen, loss.plainGradient(), plain);
        return strong.array()
                .mul(spread(chosen, loss.strongGradient(), strong, scope))
                .sum()
                .add(plain.array()
                        .mul(spread(chosen, loss.plainGradient(), plain, scope))
                        .sum())
                .add(scope.create((float) (value - product)));
    }

    private static double product(List<ExpertChoice> chosen, double[][] gradient, Logits logits) {
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            for (int k = 0; k < gradient[i].length; k++) {
                sum += gradient[i][k] * logits.values()[chosen.get(i).example()][k];
            }
        }
        return sum;
    }

    /** The gradients of the chosen examples among zeros (B, K). */
    private static NDArray spread(List<ExpertChoice> chosen, double[][] gradient, Logits logits, NDManager scope) {
        int width = logits.values()[0].length;
        float[] all = new float[logits.values().length * width];
        for (int i = 0; i < gradient.length; i++) {
            for (int k = 0; k < width; k++) {
                all[chosen.get(i).example() * width + k] = (float) gradient[i][k];
            }
        }
        return scope.create(all, new Shape(logits.values().length, width));
    }
}
