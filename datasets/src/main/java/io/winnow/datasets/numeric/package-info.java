/** Numerical methods that statistics share: minimisation of smooth functions. Depends on no other package. */
package io.winnow.datasets.numeric;
