package io.winnow.trainer.export;

import io.winnow.trainer.recipe.WeightsChoice;

/**
 * Which model of a run.
 *
 * @param weights which of its weights
 */
public record ModelChoice(WeightsChoice weights, Part part) {
    /** What of the trained network. */
    public enum Part {
        /** The classifier where there is one, else the encoder. */
        MODEL,
        /** The encoder alone. */
        ENCODER,
        /** The encoder and the class centers that it was discriminated by. */
        CENTERS
    }
}
