/**
 * Applies models to images and tables that the user names: reads the inputs, runs the model in batches, and produces lines of results and
 * metrics. May depend on {@code export}, {@code evaluate}, {@code recipe}, {@code modality} and {@code run}, and on the data sets and models.
 */
package io.winnow.trainer.predict;
