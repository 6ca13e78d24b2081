/**
 * The encoder of rows of tables, which hold numbers, categories and vectors of texts. This package may depend on {@code models.layer}.
 */
package io.winnow.models.row;
