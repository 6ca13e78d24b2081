/** Judges representations and predictions: nearest neighbours, linear probes, classification and ranking metrics. */
package io.winnow.trainer.evaluate;
