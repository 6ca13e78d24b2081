/**
 * Labels for texts that have none: a language model summarises texts, proposes labels in rounds and reviews them (TnT-LLM, KDD 2024,
 * arXiv 2403.12173; llm-annotators.md, section 3). Depends on {@code chat} for questions and on {@code annotate} for items.
 */
package io.winnow.trainer.taxonomy;
