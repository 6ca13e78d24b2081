/**
 * Texts: files of records with columns of text, and the vectors that a frozen pretrained encoder makes of them. May depend on the table
 * package for the pretrained encoder.
 */
package io.winnow.trainer.modality.text;
