/**
 * Language models, and models that stand in for them, as annotators (llm-annotators.md): they label items, and their labels are judged,
 * compared and combined as those of people are. Depends on {@code chat} for questions, on {@code modality} and {@code predict} for items and
 * trained models, and on {@code evaluate} for measures.
 */
package io.winnow.trainer.annotate;
