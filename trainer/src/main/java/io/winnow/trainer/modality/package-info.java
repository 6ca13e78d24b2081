/**
 * What methods know of their data: a modality is a kind of data, such as images, with everything that depends on it. Methods use the
 * interfaces of this package alone, so they train on any modality; each modality implements them in a package of its own below this one,
 * and only {@link io.winnow.trainer.modality.Modalities} in this package knows these packages. Must not depend on any recipe.
 */
package io.winnow.trainer.modality;
