/**
 * Tables and graded pairs of tables: what they are, where they are read from, and how pairs are split without leaks. Knows nothing of
 * words or devices.
 */
package io.winnow.datasets.table;
