/**
 * The configuration of graded pairs of tables, and the encoders that compute vectors of tables. Training, evaluation and search of tables
 * share this package. It must not depend on any recipe.
 */
package io.winnow.trainer.table;
