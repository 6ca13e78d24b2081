/**
 * Classifiers that are trained on given labels: with plain cross-entropy (ERM) and with published remedies for long-tailed and noisy
 * labels. They are a recipe, which provides baselines, and the last stages of other recipes. May depend on the recipe moco, which can
 * pre-train the encoder.
 */
package io.winnow.trainer.recipe.supervised;
