/**
 * Graded pairs of tables by configuration, and encoders that turn tables into vectors: what training, evaluation and search of tables
 * share. Knows no recipe.
 */
package io.winnow.trainer.table;
