package io.winnow.trainer.model;

import io.winnow.trainer.target.Target;

/**
 * The content of {@code model.json} in a bundle: everything that a program must know to use the model.
 *
 * @param kind what the model computes
 * @param run name of the run
 * @param recipe kind of the recipe that trained the model, or {@link #PUBLISHED}
 * @param checkpoint the exported checkpoint: last, best or a step; null if the model was not trained here
 * @param weights raw or average (EMA); null if the run has only one kind of weights
 * @param precision precision of the files: float32 or float16
 * @param input how items become the input
 * @param dimension length of an output vector
 * @param target what the outputs of a {@link ModelOutput.Kind#CLASSIFIER} mean; null for other kinds
 * @param calibration how the probabilities of a classifier are calibrated; null if they are not
 */
public record ModelDescription(
        ModelOutput.Kind kind,
        String run,
        String recipe,
        String checkpoint,
        String weights,
        String precision,
        ModelInput input,
        int dimension,
        Target target,
        Calibration calibration) {
    /** Name of the file in a bundle. */
    public static final String FILE = "model.json";

    /** The recipe of a model that was not trained here. */
    public static final String PUBLISHED = "published";

    /** Returns what the model computes for an item. */
    public ModelOutput output() {
        return new ModelOutput(kind, dimension, target, calibration == null ? null : calibration.abstention());
    }

    /** Returns the description of a model of the same kind that another run, or a merge, left. */
    public ModelDescription renamed(String name) {
        return new ModelDescription(
                kind, name, recipe, checkpoint, weights, precision, input, dimension, target, calibration);
    }
}
