/**
 * MLCD: multi-label cluster discrimination (An et al., ECCV 2024, arXiv 2407.17331). The stages embed the examples, cluster the vectors,
 * assign the nearest centers as labels, train the encoder to discriminate between the centers, and evaluate it. Depends on no other recipe.
 */
package io.winnow.trainer.recipe.mlcd;
