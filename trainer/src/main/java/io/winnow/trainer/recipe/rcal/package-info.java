/**
 * RCAL: representation calibration for noisy labels on long-tailed classes (Zhang et al., ICCV 2023, arXiv 2211.10955): contrastive
 * pre-training, robust class Gaussians in its space with statistics borrowed for rare classes, a classifier held to it.
 */
package io.winnow.trainer.recipe.rcal;
