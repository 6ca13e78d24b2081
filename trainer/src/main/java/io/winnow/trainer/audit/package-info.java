/**
 * Finds labels of a training set that are probably wrong, with several methods and the mean of their probabilities, and writes files that
 * show the results. Must not depend on any recipe.
 */
package io.winnow.trainer.audit;
