package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import io.winnow.trainer.evaluate.LogitRows;
import io.winnow.trainer.evaluate.SelectiveThreshold;

/**
 * How the probabilities of an exported classifier are calibrated. The temperature, and the threshold if there is one, are a part of the
 * exported files.
 *
 * @param temperature what the outputs of the head (logits) are divided by, fitted to the validation data of the run
 * @param validation probabilities for the validation data; those after the calibration are cross-fitted
 * @param test probabilities for the test data; null if these have no labels
 * @param abstention threshold above which predictions are accepted; null if all are
 */
public record Calibration(double temperature, Effect validation, Effect test, SelectiveThreshold abstention) {
    /**
     * The effect on probabilities.
     *
     * @param rows number of examples with a known class, or of known pairs of an example and a class
     * @param before how good the probabilities are at temperature 1
     * @param after how good they are at the fitted temperature
     */
    public record Effect(int rows, LogitRows.Quality before, LogitRows.Quality after) {}

    /** Returns the logits of which predictions are made: the outputs of the head (B, O), divided by the temperature. */
    public NDArray scaled(NDArray outputs) {
        return outputs.div(temperature);
    }
}
