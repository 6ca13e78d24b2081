/**
 * Labels for texts that have none: a language model summarises texts, proposes labels in rounds and reviews them (TnT-LLM, KDD 2024,
 * arXiv 2403.12173; llm-annotators.md, section 3), or names clusters of texts as a baseline. Depends on {@code chat} for
 * questions, on {@code annotate} for items, and on {@code cluster} and {@code pool} for clusters of vectors.
 */
package io.winnow.trainer.taxonomy;
