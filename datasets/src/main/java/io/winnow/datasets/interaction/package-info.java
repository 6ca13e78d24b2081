/**
 * Implicit feedback: which users chose which items, read from a file of pairs and divided into training, validation and test pairs. May
 * depend on {@code datasets.file}, {@code datasets.fingerprint}, {@code datasets.random} and the conditions of {@code datasets.source}.
 */
package io.winnow.datasets.interaction;
