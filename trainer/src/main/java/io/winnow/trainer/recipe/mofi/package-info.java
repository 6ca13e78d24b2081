/**
 * MOFI: an encoder for search that learns from very many fine labels, the entities that the texts of examples name (Wu et al., ICLR 2024, arXiv
 * 2306.07952; mofi.md). The labels come from any label file, such as that of {@code winnow data entities}. Depends on {@code pool} for vectors of
 * names, and on no other recipe.
 */
package io.winnow.trainer.recipe.mofi;
