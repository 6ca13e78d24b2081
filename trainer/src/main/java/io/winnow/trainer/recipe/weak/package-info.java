/**
 * Classifiers from weak labels, which do not say which class an example has: classes that it does not have, or candidates. A kind of weak
 * label is a {@link io.winnow.trainer.recipe.weak.WeakTarget}, with its losses in a package below this one. Depends on no recipe but
 * supervised, whose classifier it trains.
 */
package io.winnow.trainer.recipe.weak;
