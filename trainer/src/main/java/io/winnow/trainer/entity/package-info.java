/**
 * Entities: very many fine labels, which a dictionary of names finds in the texts of examples (mofi.md, section 2, after Wu et al., "MOFI: Learning
 * Image Representations from Noisy Entity Annotated Images", ICLR 2024, arXiv 2306.07952). May depend on {@code pool} and {@code run}, and on
 * the data sets.
 */
package io.winnow.trainer.entity;
