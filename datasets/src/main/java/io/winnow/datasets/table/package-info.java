/**
 * Tables and graded pairs of tables: what they are, where they are read from, and how pairs are split without leaks. May depend
 * on {@code datasets.file}, {@code datasets.random} and {@code datasets.fingerprint}; knows nothing of words or devices.
 */
package io.winnow.datasets.table;
