/**
 * What all data sets have in common, whatever their items are: the items, their names and labels, and what was skipped when they were read.
 * May depend on {@code datasets.label}.
 */
package io.winnow.datasets.example;
