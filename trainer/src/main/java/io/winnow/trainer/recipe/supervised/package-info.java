/**
 * Classifiers that are trained on given labels: with plain cross-entropy (ERM) and with published remedies for long-tailed and noisy
 * labels. They are a recipe, which provides baselines, and the last stages of other recipes. Depends on no other recipe.
 */
package io.winnow.trainer.recipe.supervised;
