package io.winnow.trainer.model;

/**
 * The choice of a model of a run.
 *
 * @param weights which of the run's weights to use
 * @param part which part of the trained network to use
 */
public record ModelChoice(WeightsChoice weights, Part part) {
    /** A part of the trained network. */
    public enum Part {
        /** The classifier if there is one, otherwise the encoder. */
        MODEL,
        /** The encoder without a classifier. */
        ENCODER,
        /** The encoder with the class centers that it was trained against. */
        CENTERS
    }
}
