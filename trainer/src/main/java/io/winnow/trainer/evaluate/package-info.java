/**
 * Evaluates representations and predictions: nearest neighbours, linear probes, baselines for texts, metrics of classes, label sets,
 * ordered levels, numbers, rankings and the detection of wrong labels, thresholds, and the calibration of scores. It takes and returns arrays, and must not depend on images or recipes.
 */
package io.winnow.trainer.evaluate;
