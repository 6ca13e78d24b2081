/** Numerical methods that statistics share: special functions and the minimisation of smooth functions. Depends on no other package. */
package io.winnow.datasets.numeric;
