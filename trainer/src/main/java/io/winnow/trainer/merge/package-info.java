/**
 * The merge of two sets of weights that were fine-tuned from the same start, tensor by tensor: on the sphere, as in FusionSent (arXiv
 * 2410.05770), or as a weighted mean. It knows tensors and their names alone, and depends on no other package of the trainer but {@code run}
 * and {@code config}.
 */
package io.winnow.trainer.merge;
