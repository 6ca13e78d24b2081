/**
 * Truth inference: the probable class of each item, and how reliable each annotator is, from the labels of several annotators. Every
 * method is a {@link io.winnow.datasets.truth.TruthMethod}. May depend on {@code datasets.label}, {@code datasets.numeric} and
 * {@code datasets.random}.
 */
package io.winnow.datasets.truth;
