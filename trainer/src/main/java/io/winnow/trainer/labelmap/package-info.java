/**
 * Label maps of a teacher: its scores for each place of an image, from which the crops of a training get soft labels, and labels of several
 * classes for images that have one (ReLabel, Yun et al., CVPR 2021; relabel.md). Knows models by {@code trainer.model} only.
 */
package io.winnow.trainer.labelmap;
