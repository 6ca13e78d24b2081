/**
 * Evaluates representations and predictions: nearest neighbours, linear probes, metrics of classification, ranking and the detection of
 * wrong labels, and the calibration of scores. It takes and returns arrays, and must not depend on images or recipes.
 */
package io.winnow.trainer.evaluate;
