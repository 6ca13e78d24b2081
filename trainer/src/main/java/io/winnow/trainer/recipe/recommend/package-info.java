/**
 * Recommending items to users from their choices alone, where an item that was not chosen may be disliked or unseen: NBPO (Yu and Qin,
 * "Sampler Design for Implicit Feedback Data by Noisy-label Robust Learning", SIGIR 2020, arXiv 2007.07204) and the usual losses BPR and
 * BPO, with matrix factorisation. Depends on {@code datasets.interaction} and on no modality.
 */
package io.winnow.trainer.recipe.recommend;
