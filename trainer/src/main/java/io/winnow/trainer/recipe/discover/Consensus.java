package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Assignment;
import io.winnow.models.torch.Tensors;

/**
 * What several trainings agree on: the mean of their class probabilities. New classes have no fixed order, so those of each training are
 * matched with the ones of the trainings before, so that the predictions agree most. Old classes keep their outputs.
 */
final class Consensus {
    private final float[][] sum;
    private final int old;
    private int trainings = 1;

    /**
     * Starts with one training, whose order of the new classes counts.
     *
     * @param first probabilities (N, K), which become those of all trainings
     * @param old number of old classes, which come first
     */
    Consensus(float[][] first, int old) {
        sum = first;
        this.old = old;
    }

    /** Adds the probabilities (N, K) of another training. */
    void add(float[][] probabilities, NDManager manager) {
        int[] outputs = outputs(probabilities, manager);
        for (int i = 0; i < sum.length; i++) {
            for (int c = 0; c < outputs.length; c++) {
                sum[i][c] += probabilities[i][outputs[c]];
            }
        }
        trainings++;
    }

    /** Returns the output of another training that stands for each class (K). */
    private int[] outputs(float[][] probabilities, NDManager manager) {
        float[][] together;
        try (NDManager scope = manager.newSubManager()) {
            NDArray own = UnitRows.array(sum, scope);
            NDArray others = UnitRows.array(probabilities, scope);
            together = Tensors.rows(own.transpose().matMul(others));
        }
        int[] outputs = new int[together.length];
        double[][] gains = new double[outputs.length - old][outputs.length - old];
        for (int a = 0; a < gains.length; a++) {
            for (int b = 0; b < gains.length; b++) {
                gains[a][b] = together[old + a][old + b];
            }
        }
        int[] matched = Assignment.largest(gains);
        for (int c = 0; c < outputs.length; c++) {
            outputs[c] = c < old ? c : old + matched[c - old];
        }
        return outputs;
    }

    /** Returns the mean probabilities (N, K). */
    float[][] mean() {
        float[][] mean = new float[sum.length][];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = sum[i].clone();
            for (int c = 0; c < mean[i].length; c++) {
                mean[i][c] /= trainings;
            }
        }
        return mean;
    }
}
