/**
 * Class statistics of representations whose labels are partly wrong: the selection of examples with trustworthy labels, a Gaussian for
 * each class, and the calibration of rare classes by frequent ones. It takes and returns arrays. It may depend on {@code models.torch},
 * {@code models.loss}, {@code datasets.random} and {@code config}, but not on images or recipes.
 */
package io.winnow.trainer.calibrate;
