/**
 * MoCo v2: momentum contrast (He et al., arXiv 1911.05722) with the projection head, temperature and augmentation of arXiv 2003.04297. It
 * is a recipe and can also be the pre-training in other recipes. Depends on no other recipe.
 */
package io.winnow.trainer.recipe.moco;
