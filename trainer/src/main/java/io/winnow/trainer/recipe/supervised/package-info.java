/**
 * Classifiers trained on given labels: plain cross-entropy (ERM) and the published remedies for long-tailed and noisy labels, as baselines
 * and as the last part of other recipes.
 */
package io.winnow.trainer.recipe.supervised;
