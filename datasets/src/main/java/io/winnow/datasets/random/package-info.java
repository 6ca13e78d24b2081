/** Random numbers as a function of keys, so that a resumed run draws the same numbers as an uninterrupted one. Depends on nothing. */
package io.winnow.datasets.random;
