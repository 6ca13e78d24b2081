/**
 * Generalised category discovery: some classes have labelled examples, and the others hold these and further classes. SimGCD (Wen, Zhao and
 * Qi, ICCV 2023, arXiv 2211.11727) on the vectors of a frozen encoder, beside the semi-supervised k-means and the estimate of the number of
 * classes of Vaze et al. (CVPR 2022, arXiv 2201.02609). True classes of unlabelled examples reach the evaluation only.
 */
package io.winnow.trainer.recipe.discover;
