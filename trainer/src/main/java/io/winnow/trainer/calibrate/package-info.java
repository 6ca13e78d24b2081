/**
 * Statistics of the classes of a representation whose labels are partly wrong: which examples to trust, a Gaussian of each class, and
 * what rare classes borrow from frequent ones. Arrays in, arrays out: may use models.torch, models.loss, datasets.random and config,
 * and knows neither images nor recipes.
 */
package io.winnow.trainer.calibrate;
