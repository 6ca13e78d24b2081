/**
 * Texts: files of records with columns of text, and a pretrained encoder of them, which is frozen (its vectors are computed once) or
 * fine-tuned (on token ids). May depend on the table package for the pretrained encoder.
 */
package io.winnow.trainer.modality.text;
