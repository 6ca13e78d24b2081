/**
 * Texts, and how they and the text of tables become words and ids, the input of networks. May depend on {@code datasets.example},
 * {@code datasets.source}, {@code datasets.label}, {@code datasets.fingerprint}, {@code datasets.random} and {@code datasets.table}; does not depend on any
 * device.
 */
package io.winnow.datasets.text;
