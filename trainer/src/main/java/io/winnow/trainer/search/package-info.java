/**
 * Finds the tables that are most similar to a given one. The package builds and reads an index of the vectors of many tables on disk,
 * searches it exactly on the device or approximately with a graph, and writes pages of results. It may depend on the encoders of tables,
 * but not on any recipe.
 */
package io.winnow.trainer.search;
