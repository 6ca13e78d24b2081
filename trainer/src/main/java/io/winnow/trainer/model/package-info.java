/**
 * What a run or an export gives back: a {@link io.winnow.trainer.model.TrainedModel}, which reads the items that a user names and computes
 * its outputs for them, and what it can do besides. Predictions, evaluation, search and export know models by these types alone; modalities
 * and methods implement them. Must not depend on any modality or recipe.
 */
package io.winnow.trainer.model;
