/** What recipes over images share: the data, encoder and augmentation sections of a configuration, and encoders that embed data sets. */
package io.winnow.trainer.vision;
