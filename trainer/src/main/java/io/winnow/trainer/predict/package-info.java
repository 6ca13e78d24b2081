/**
 * Applies models to items that the user names: collects items in batches, runs the model, and passes its outputs on or judges them. Knows
 * models by {@link io.winnow.trainer.model.TrainedModel} alone. May depend on {@code model}, {@code evaluate}, {@code modality}, {@code
 * recipe} and {@code run}, and on the data sets.
 */
package io.winnow.trainer.predict;
