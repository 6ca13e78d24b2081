/**
 * Rows of tables: numbers and categories, and the vectors that a frozen pretrained encoder makes of their texts. May depend on the package
 * of texts for this encoder.
 */
package io.winnow.trainer.modality.row;
