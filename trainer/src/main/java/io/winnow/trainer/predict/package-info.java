/**
 * Applies models to images and tables that the user names: reads the inputs, runs the model in batches, and produces lines of results and
 * metrics. May depend on {@code export}, {@code evaluate}, {@code recipe}, {@code vision} and {@code run}.
 */
package io.winnow.trainer.predict;
