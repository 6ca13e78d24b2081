/**
 * Finds the tables most similar to one: an index of the vectors of many tables on disk, exact search on the device, and pages of what was
 * found. Knows encoders of tables and no recipe.
 */
package io.winnow.trainer.search;
