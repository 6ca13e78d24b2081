/**
 * What methods know of their labels: a target is what a network learns to predict of an example, with everything that depends on the kind
 * of the labels: the head, the losses, what an output means, and how predictions are judged and written. Each kind of target is a package
 * below this one, and only {@link io.winnow.trainer.target.Targets} in this package knows these packages. Must not depend on any modality or
 * recipe.
 */
package io.winnow.trainer.target;
