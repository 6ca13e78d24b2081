/**
 * MoCo v2: momentum contrast (He et al., arXiv 1911.05722) with the head, temperature and augmentation of arXiv 2003.04297. A recipe of
 * its own, and the pre-training of others.
 */
package io.winnow.trainer.recipe.moco;
