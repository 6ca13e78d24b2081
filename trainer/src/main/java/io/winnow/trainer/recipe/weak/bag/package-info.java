/** Labels of single examples from the counts of bags, by belief propagation (arXiv 2310.08056). */
package io.winnow.trainer.recipe.weak.bag;
