/**
 * The parts that all recipes on images share: the sections of a configuration for data, encoder and augmentation, the images with their
 * preprocessing and labels, and encoders that embed data sets. Must not depend on any recipe.
 */
package io.winnow.trainer.modality.image;
