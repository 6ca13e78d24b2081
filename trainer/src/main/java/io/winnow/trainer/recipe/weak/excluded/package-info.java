/** Learning from classes that examples do not have (complementary labels). Knows no kind of target and no modality. */
package io.winnow.trainer.recipe.weak.excluded;
