/**
 * What is known of the examples of a data set (one class, several, distributions, votes, levels, numbers), where it is read from, and how it
 * is aggregated and corrupted. May depend on {@code datasets.file}, {@code datasets.fingerprint}, {@code datasets.numeric} and {@code
 * datasets.random}.
 */
package io.winnow.datasets.label;
