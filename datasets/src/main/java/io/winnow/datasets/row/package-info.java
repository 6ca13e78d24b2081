/**
 * Rows of tables whose columns hold numbers, categories and texts, and how they become the input of networks. May depend on
 * {@code datasets.example}, {@code datasets.source}, {@code datasets.label}, {@code datasets.fingerprint} and {@code datasets.text}; does
 * not depend on any device.
 */
package io.winnow.datasets.row;
