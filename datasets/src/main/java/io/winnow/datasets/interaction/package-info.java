/**
 * Implicit feedback: which users chose which items, read from a file of pairs and divided into training, validation and test pairs. May
 * depend on {@code datasets.file}, {@code datasets.fingerprint}, {@code datasets.random}, the conditions of {@code datasets.source} and the
 * comparison of names in {@code datasets.label}.
 */
package io.winnow.datasets.interaction;
