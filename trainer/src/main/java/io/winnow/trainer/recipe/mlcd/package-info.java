/**
 * MLCD: multi-label cluster discrimination (An et al., ECCV 2024, arXiv 2407.17331): embed, cluster, assign the nearest centers as
 * labels, discriminate, probe.
 */
package io.winnow.trainer.recipe.mlcd;
