/** Learning from candidates for the class (partial labels). Knows no kind of target and no modality. */
package io.winnow.trainer.recipe.weak.candidates;
