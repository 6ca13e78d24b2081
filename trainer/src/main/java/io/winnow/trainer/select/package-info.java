/**
 * Chooses the items that a person should label next: by the uncertainty of a model, by how well they cover the others, or both. Strategies
 * take vectors and probabilities and know nothing of items, files or models. Depends on {@code cluster} for k-means.
 */
package io.winnow.trainer.select;
