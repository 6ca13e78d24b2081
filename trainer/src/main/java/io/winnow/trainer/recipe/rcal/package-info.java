/**
 * RCAL: representation calibration for noisy labels on long-tailed classes (Zhang et al., ICCV 2023, arXiv 2211.10955). It consists of
 * contrastive pre-training, robust class Gaussians in the pre-trained space whose statistics are calibrated for rare classes, and a
 * classifier whose representations stay close to the pre-trained ones. Depends on the recipe supervised for the classifier.
 */
package io.winnow.trainer.recipe.rcal;
