/**
 * Tables and graded pairs of tables: their types, the readers of the formats in which they are stored, and splits of pairs without leaks.
 * May depend on {@code datasets.file}, {@code datasets.random} and {@code datasets.fingerprint}, but not on words or devices.
 */
package io.winnow.datasets.table;
