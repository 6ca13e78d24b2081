/** Classes from unlabelled examples of several domains that differ only in the mixture of classes (arXiv 2207.13179). */
package io.winnow.trainer.recipe.weak.domain;
